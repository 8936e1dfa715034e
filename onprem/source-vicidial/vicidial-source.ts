import type { DatabaseSync } from "node:sqlite";

import type { VicidialSourceConfig } from "../config/load-config.ts";
import { SourceError, type RecordingSource } from "../source.ts";
import { connectDatabase, type VicidialDatabase } from "./connect-database.ts";
import { createDatabaseBackoff } from "./database-backoff.ts";
import { DatabaseUnavailableError } from "./database-error.ts";
import { discoverRecordings } from "./discover-recordings.ts";
import { dropCopies } from "./drop-copies.ts";
import { linkCalls } from "./linking/link-calls.ts";
import { createStatusList } from "./linking/status-list.ts";
import { locateWaiting, relocateOutlived, type LocateOptions } from "./locate-files.ts";
import type { RecordingFiles } from "./recording-locator.ts";
import { refreshWaiting } from "./refresh-waiting.ts";

export type VicidialSourceOptions = {
  db: DatabaseSync;
  config: Pick<VicidialSourceConfig, "database" | "overlapIds" | "firstDays" | "notAgents">;
  /** Dialers whose recordings are ours. */
  serverIps: ReadonlySet<string> | "all";
  timeZone: string;
  /** Campaign or in-group → priority. */
  priorities: ReadonlyMap<string, number>;
  files: RecordingFiles;
  now: () => number;
  random?: () => number;
  /** A connection to share, closed with the source; one of its own when left out. */
  database?: VicidialDatabase;
};

/**
 * ViciDial's recording_log and the files behind it. Each look finds new recordings, learns what changed about those that
 * wait, looks for their files and links them with their calls, each step in transactions of its own: one that is cut short
 * anywhere is taken up by the next. While the database cannot answer, files are looked for by what is known of them.
 */
export function createVicidialSource(
  options: VicidialSourceOptions,
): Pick<RecordingSource, "look" | "close"> {
  const { db, config, files, now, random = Math.random } = options;
  const database = options.database ?? connectDatabase(config.database);
  const backoff = createDatabaseBackoff(random);
  const statusList = createStatusList();
  const { overlapIds, firstDays, notAgents } = config;
  const { locate } = files;
  const shared = { ...options, overlapIds, firstDays, notAgents, locate, database, statusList };

  /** What no look has told yet. */
  const untold = new Set<string>();

  /** Runs `step` unless the database is being left alone; null when it could not answer, which is kept for the end. */
  const asking = async <Result>(
    problem: { error: SourceError | null },
    step: () => Promise<Result>,
  ): Promise<Result | null> => {
    if (problem.error !== null) return null;
    const remainingMs = backoff.remainingMs(now());
    if (remainingMs > 0) {
      problem.error = new DatabaseUnavailableError(
        `ViciDial's database could not answer and is left alone; it is looked at again in ${seconds(remainingMs)} s.`,
      );
      return null;
    }
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      problem.error = error;
      if (error instanceof DatabaseUnavailableError) {
        const delayMs = backoff.failed(now());
        error.message += ` It is looked at again in ${seconds(delayMs)} s.`;
      }
      return null;
    }
  };

  return {
    async look() {
      const problem: { error: SourceError | null } = { error: null };
      const discovered = await asking(problem, () =>
        discoverRecordings({ ...shared, warn: (warning) => untold.add(warning) }),
      );
      await asking(problem, () => refreshWaiting(shared));
      const unseen = await locateFiles(files, shared);
      const linked = await asking(problem, () => linkCalls(shared));
      dropCopies(db, now());
      if (problem.error === null) backoff.succeeded();
      const told = [
        ...untold,
        ...files.takeWarnings(),
        ...(linked ?? []),
        ...database.takeUnreadableTables().map(unreadable),
      ];
      untold.clear();
      const error = problem.error ?? unseen;
      if (error !== null) {
        error.warnings = told;
        throw error;
      }
      return { found: discovered ?? 0, warnings: told };
    },
    close: () => database.close(),
  };
}

/** Looks for files; the error when none of them can be seen, since then no recording is missing. */
async function locateFiles(
  files: RecordingFiles,
  options: LocateOptions,
): Promise<SourceError | null> {
  try {
    await files.beginLook();
    await locateWaiting(options);
    await relocateOutlived(options);
    return null;
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
}

function unreadable(table: string): string {
  return (
    `ViciDial's ${table} cannot be read, and Nightshift goes on without it: an older ViciDial lacks it, ` +
    "or it was not granted (`nightshift grants --keep-password`)."
  );
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
