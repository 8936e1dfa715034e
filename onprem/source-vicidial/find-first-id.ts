import type { VicidialDatabase } from "./connect-database.ts";
import { live, type archive } from "./statements.ts";

/** Rows looked at for one whose start is known. */
const PROBE_ROWS = 20;

/**
 * The lowest recording_id whose recording began at `epochSec` or later, found by halving the range of ids: start times have
 * no key, so asking for them would read the whole table. Null when the table is empty; one more than the highest id when
 * everything in it is older. Ids of several servers are only roughly in time order: leave a margin.
 */
export async function findFirstId(
  database: VicidialDatabase,
  epochSec: number,
  log: typeof live | typeof archive = live,
): Promise<number | null> {
  const [newest] = await database.read(log.newestRecording);
  if (newest === undefined) return null;
  let low = 1;
  let high = newest.recording_id + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const probe = await database.read(log.epochsFrom, middle, PROBE_ROWS);
    const dated = probe.find((row) => (row.start_epoch ?? 0) > 0);
    if (dated === undefined || (dated.start_epoch ?? 0) >= epochSec) {
      high = middle;
    } else {
      low = dated.recording_id + 1;
    }
  }
  return low;
}
