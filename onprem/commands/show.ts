import { transcriptSchema } from "#shared/contracts/transcript.ts";

import { loadConfig } from "../config/load-config.ts";
import { openDatabase } from "../queue/open-database.ts";
import { recordingRowSchema } from "../queue/recording-row.ts";
import { addCommand, type Cli } from "./cli-command.ts";
import { EXIT } from "./exit-codes.ts";

export function registerShow(cli: Cli): void {
  addCommand(cli, {
    usage: "show <id>",
    summary: "one recording's life and its transcript",
    about: "One recording: its state, why, and its transcript.",
    examples: [["nightshift show 48213", "by recording_id"]],
    exits: ["ok", "failed", "configuration"],
  }).action((id: string) => show(cli.configPath(), id));
}

function show(configPath: string, recordingId: string): void {
  const db = openDatabase(loadConfig(configPath, process.env).stateFolder);
  try {
    const row = db.prepare("SELECT * FROM recording WHERE recording_id = ?").get(recordingId);
    if (row === undefined) {
      console.error(
        `There is no recording ${recordingId}. \`nightshift status\` counts what there is.`,
      );
      process.exitCode = EXIT.failed;
      return;
    }
    const recording = recordingRowSchema.parse(row);
    console.log(
      `${recording.recording_id}  ${recording.state}${recording.reason === null ? "" : `: ${recording.reason}`}\n` +
        `  agent ${recording.agent_user ?? "unknown"}, campaign ${recording.campaign_id ?? "unknown"}, ` +
        `${new Date(recording.started_at).toISOString()}, ${recording.duration_sec ?? "?"} s\n` +
        `  ${recording.attempts} tries, ${recording.interruptions} interruptions`,
    );
    const stored = db
      .prepare("SELECT body FROM transcript WHERE recording_id = ?")
      .get(recordingId);
    if (stored === undefined) return;
    for (const segment of transcriptSchema.parse(JSON.parse(String(stored.body))).segments) {
      console.log(`  ${segment.start_sec.toFixed(1).padStart(7)}  ${printable(segment.text)}`);
    }
  } finally {
    db.close();
  }
}

/** Transcripts are hostile text: control characters must not reach the terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, "·");
}
