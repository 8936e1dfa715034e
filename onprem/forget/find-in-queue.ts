import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { namesNumber } from "./caller.ts";
import type { FoundRecording } from "./found-recording.ts";

const rowSchema = z.object({
  recording_id: z.string(),
  started_at: z.number(),
  path: z.string().nullable(),
  filename: z.string().nullable(),
});

/** The queue's recordings whose file is named after one of the numbers. Reads the whole queue, once. */
export function findByFileName(db: DatabaseSync, numbers: readonly string[]): FoundRecording[] {
  const rows = db
    .prepare(`
      SELECT recording_id, started_at, path, source_ref ->> '$.filename' AS filename FROM recording
       WHERE EXISTS (SELECT 1 FROM json_each(?) AS number
                      WHERE instr(recording.path, number.value) > 0 OR instr(source_ref, number.value) > 0)
    `)
    .all(JSON.stringify(numbers));
  return z
    .array(rowSchema)
    .parse(rows)
    .filter(({ path, filename }) =>
      [path, filename].some((name) => name !== null && namesNumber(name, numbers)),
    )
    .map(({ recording_id, started_at }) => ({ recordingId: recording_id, startedAt: started_at }));
}
