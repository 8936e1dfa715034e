import { loadConfig } from "../config/load-config.ts";
import { openDatabase } from "../queue/open-database.ts";
import { outboxCounts, queueCounts } from "../queue/queue-counts.ts";
import { lastRun } from "../queue/run-log.ts";

/** `nightshift status`. */
export function status(configPath: string): void {
  const db = openDatabase(loadConfig(configPath, process.env).stateFolder);
  try {
    const counts = Object.entries(queueCounts(db));
    console.log("Recordings");
    if (counts.length === 0) console.log("  none yet");
    for (const [state, count] of counts) console.log(`  ${state.padEnd(14)}${count}`);
    const outbox = outboxCounts(db);
    console.log(`Outbox\n  waiting       ${outbox.waiting}\n  refused       ${outbox.rejected}`);
    const run = lastRun(db);
    if (run === null) return;
    const ended =
      run.finished_at === null
        ? "not finished"
        : `finished ${new Date(run.finished_at).toISOString()}`;
    console.log(
      `Last run\n  started ${new Date(run.started_at).toISOString()}, ${ended}\n` +
        `  ${run.transcribed} transcribed (${Math.round(run.audio_sec)} s of audio), ${run.skipped} skipped, ${run.failed} failed`,
    );
  } finally {
    db.close();
  }
}
