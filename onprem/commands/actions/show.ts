import { loadConfig } from "../../config/load-config.ts";
import { findRecordingIds } from "../../queue/find-recordings.ts";
import { openForReading } from "../../queue/open-existing.ts";
import { readRecordingLife, recordingLifeSchema } from "../../status/recording-life.ts";
import { renderLife } from "../../status/render-life.ts";
import { forTerminal, jsonForTerminal } from "../../status/text-for-terminal.ts";
import { EXIT } from "../exit-codes.ts";

export type ShowOptions = { json?: true; file?: true };

const DEFAULT_WIDTH = 100;
const MAX_RECORDINGS = 20;

export function show(configPath: string, id: string, options: ShowOptions): void {
  const { stateFolder, site } = loadConfig(configPath, process.env);
  const db = openForReading(stateFolder);
  try {
    const ids = findRecordingIds(db, id).slice(0, MAX_RECORDINGS);
    if (ids.length === 0) {
      console.error(
        `nightshift: there is no recording with the recording_id or uniqueid ${forTerminal(id)}. ` +
          "Ids are matched whole. `nightshift status` counts what there is; the rows of old recordings are removed (retention.row_days).",
      );
      process.exitCode = EXIT.failed;
      return;
    }
    const lives = ids.map((recordingId) =>
      readRecordingLife(db, recordingId, options.file ?? false),
    );
    if (options.json) {
      const recordings = lives.map((life) => recordingLifeSchema.parse(life));
      console.log(jsonForTerminal({ recordings }));
      return;
    }
    const width = Math.min(process.stdout.columns ?? DEFAULT_WIDTH, 120);
    for (const [index, life] of lives.entries()) {
      if (index > 0) console.log("");
      for (const line of renderLife(life, site.timeZone, width)) console.log(line);
    }
  } finally {
    db.close();
  }
}
