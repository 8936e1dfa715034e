import type { DatabaseSync } from "node:sqlite";

import { localDateAt } from "#shared/time/site-time.ts";

import { removeForgottenFiles } from "./forgotten-files.ts";
import {
  forgetRecordings,
  forgetRuns,
  forgetTranscripts,
  retentionHorizonMs,
  transcriptHorizonMs,
  type Retention,
} from "./retention.ts";
import { tendDatabase } from "./tend-database.ts";
import { forgetTextCopies } from "./text-copies.ts";

export type HousekeepingOptions = {
  db: DatabaseSync;
  retention: Retention;
  timeZone: string;
  stateFolder: string;
  /** Where transcripts are also kept as text; null when they are not. */
  transcriptTextFolder: string | null;
  /** The edge is too old to be asked what it has, so its word is taken. */
  trustDeliveries: boolean;
  /** Removes what the source no longer needs, such as files of a download that was cut short; returns how many. */
  removeLeftovers: () => Promise<number>;
  /** Ends it between two steps; the rest is for the next time. */
  signal: AbortSignal;
  now: number;
};

export type Tidied = {
  transcripts: number;
  textCopies: number;
  recordings: number;
  runs: number;
  leftovers: number;
};

/** Deletes what is older than it may be and tends the queue's file. Returns how much was deleted. */
export async function keepHouse(options: HousekeepingOptions): Promise<Tidied> {
  const { db, retention, signal, now } = options;
  const transcriptsBefore = transcriptHorizonMs(retention, now);
  const rowsBefore = retentionHorizonMs(retention, now);
  // What is deleted for privacy's sake must not stay readable in the file's free pages.
  db.exec("PRAGMA secure_delete = ON");
  const transcripts = await forgetTranscripts(db, {
    before: transcriptsBefore,
    trustDeliveries: options.trustDeliveries,
    signal,
  });
  const recordings = await forgetRecordings(db, { before: rowsBefore, signal });
  const runs = forgetRuns(db, rowsBefore);
  const textCopies =
    options.transcriptTextFolder === null
      ? 0
      : await forgetTextCopies(db, {
          folder: options.transcriptTextFolder,
          beforeDate: localDateAt(transcriptsBefore, options.timeZone),
        });
  const leftovers =
    (await options.removeLeftovers()) +
    removeForgottenFiles(db, { ...options, textFolder: options.transcriptTextFolder });
  await tendDatabase(db, signal);
  return { transcripts, textCopies, recordings, runs, leftovers };
}
