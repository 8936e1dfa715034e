import { loadConfig } from "../config/load-config.ts";
import { openDatabase } from "../queue/open-database.ts";
import { outboxCounts, queueCounts } from "../queue/queue-counts.ts";
import { lastRun } from "../queue/run-log.ts";
import { addCommand, type Cli } from "./cli-command.ts";

export function registerStatus(cli: Cli): void {
  addCommand(cli, {
    usage: "status",
    summary: "how the queue, the last night and the sending stand",
    about:
      "How many recordings are in which state, how the last run went, and what waits to be sent.",
    examples: [["nightshift status", "for people"]],
    exits: ["ok", "configuration"],
  }).action(() => status(cli.configPath()));
}

function status(configPath: string): void {
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
