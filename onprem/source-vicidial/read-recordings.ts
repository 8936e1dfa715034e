import type { VicidialDatabase } from "./connect-database.ts";
import { archive, deletionsById, live, PAGE_ROWS, type RecordingLogRow } from "./statements.ts";

/**
 * The rows of recording_log by id; of those that are gone from it, the archive's. A live row wins: archiving copies rows
 * first and deletes them later, so the archive's location can be stale.
 */
export async function readRecordings(
  database: VicidialDatabase,
  ids: readonly number[],
): Promise<Map<number, RecordingLogRow>> {
  const rows = new Map<number, RecordingLogRow>();
  for (const log of [live, archive]) {
    const missing = ids.filter((id) => !rows.has(id));
    for (const chunk of chunksOf(missing, PAGE_ROWS)) {
      for (const row of await database.read(log.recordingsById, chunk)) {
        rows.set(row.recording_id, row);
      }
    }
  }
  return rows;
}

/** Those of the recordings that ViciDial is told to delete, or has deleted, for data protection's sake. */
export async function readDeletions(
  database: VicidialDatabase,
  ids: readonly number[],
): Promise<Set<number>> {
  const deleted = new Set<number>();
  for (const chunk of chunksOf(ids, PAGE_ROWS)) {
    for (const row of await database.read(deletionsById, chunk)) deleted.add(row.recording_id);
  }
  return deleted;
}

export function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let start = 0; start < items.length; start += size) {
    chunks.push(items.slice(start, start + size));
  }
  return chunks;
}
