import { loadConfig } from "../../config/load-config.ts";
import { openDatabase } from "../../queue/open-database.ts";
import {
  backfillRecordings,
  type BackfillProgress,
} from "../../source-vicidial/backfill-recordings.ts";
import { connectDatabase } from "../../source-vicidial/connect-database.ts";
import { hostFacts } from "../../source-vicidial/files/read-astguiclient-conf.ts";
import { plural } from "../../status/figures-in-words.ts";
import { requireInOrder } from "../a-date.ts";
import { stopOnSignals } from "../stop-signal.ts";

const PROGRESS_EVERY_MS = 5_000;

export async function backfill(
  configPath: string,
  days: { from: string; to: string },
): Promise<void> {
  requireInOrder(days);
  const { source, site, stateFolder } = loadConfig(configPath, process.env);
  if (source.kind === "folder") {
    console.log(
      "The folder source looks at everything in its folder anyway: there is nothing to do.",
    );
    return;
  }
  const { serverIps } = hostFacts(source);
  const stop = stopOnSignals();
  const db = openDatabase(stateFolder);
  const database = connectDatabase(source.database);
  try {
    let spokenAt = 0;
    const done = await backfillRecordings({
      ...days,
      db,
      database,
      serverIps: serverIps === "all" ? "all" : new Set(serverIps),
      timeZone: site.timeZone,
      now: () => Date.now(),
      signal: stop.signal,
      onProgress: (progress) => {
        if (Date.now() - spokenAt < PROGRESS_EVERY_MS) return;
        spokenAt = Date.now();
        console.log(describe(progress));
      },
    });
    const stopped = stop.exitCode();
    console.log(`${describe(done)}${stopped === null ? "." : "; stopped, run it again to go on."}`);
    if (stopped !== null) process.exitCode = stopped;
  } finally {
    await database.close();
    db.close();
  }
}

function describe({ read, found, reached }: BackfillProgress): string {
  const where = reached === null ? "" : ` up to ${reached}`;
  return `${plural(read, "row")} read${where}, ${plural(found, "recording")} new`;
}
