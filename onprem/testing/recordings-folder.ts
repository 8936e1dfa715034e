import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import { admitRecordings } from "../queue/admit-recordings.ts";
import { createFolderSource } from "../source-folder/folder-source.ts";
import { openTestQueue } from "./queue-fixture.ts";
import { tempFolder } from "./temp-folder.ts";

/** A real folder of recordings with a real queue behind it; `look` is one round of `watch`. */
export function recordingsFolder(
  files: Record<string, string> = {},
  options: { timeZone?: string; notBefore?: number; root?: string; db?: DatabaseSync } = {},
) {
  const folder = options.root ?? tempFolder();
  const db = options.db ?? openTestQueue();
  let now = Date.now();
  const put = (name: string, content: string | Uint8Array = "RIFF", ageSec = 3600) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    const at = now / 1000 - ageSec;
    utimesSync(path, at, at);
    return path;
  };
  for (const [name, content] of Object.entries(files)) put(name, content);
  const source = createFolderSource({
    key: Buffer.alloc(32, 7),
    db,
    folder,
    timeZone: options.timeZone ?? "UTC",
    priorities: new Map([["SUPPORT_IN", 5]]),
    notBefore: () => options.notBefore ?? 0,
    now: () => now,
  });
  return {
    folder,
    db,
    source,
    put,
    /** Moves the clock and looks. */
    async look(afterSec = 0) {
      now += afterSec * 1000;
      const result = await source.look();
      admitRecordings(db, { stableMs: 60_000, lostAfterMs: 3 * 86_400_000 }, now);
      return result;
    },
    rows: () =>
      db
        .prepare("SELECT * FROM recording ORDER BY started_at, recording_id")
        .all()
        .map((row) => ({ ...row })),
  };
}
