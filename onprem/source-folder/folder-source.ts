import type { DatabaseSync } from "node:sqlite";

import { noteRecording } from "../queue/note-recording.ts";
import { inTransaction } from "../queue/open-database.ts";
import type { RecordingSource } from "../source.ts";
import { scanFolder, type ScanOptions } from "./scan-folder.ts";

export type FolderSourceOptions = ScanOptions & { db: DatabaseSync; now: () => number };

/** A folder of recordings, looked through whole at every look. */
export function createFolderSource({ db, now, ...scan }: FolderSourceOptions): RecordingSource {
  return {
    async look() {
      const { recordings, warnings } = scanFolder(scan);
      const found = inTransaction(
        db,
        () => recordings.filter((seen) => noteRecording(db, seen, now())).length,
      );
      return { found, warnings };
    },
    close: async () => undefined,
  };
}
