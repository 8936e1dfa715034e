import type { DatabaseSync } from "node:sqlite";

import { MAX_FORGOTTEN_PER_REQUEST } from "#shared/contracts/forget.ts";

import { forgetRecordingsNow, forgottenAmong } from "../queue/forgotten-callers.ts";
import { inTransaction } from "../queue/open-database.ts";
import type { EdgeClient } from "./edge-client.ts";
import { EdgeUnavailableError } from "./edge-errors.ts";

/*
 * Either end may be set back to a copy from before a deletion. Both keep tombstones for ever, so whichever was not set back tells the
 * other: the agent reads the edge's, page by page, deletes here what it did not know of, and has the edge delete again what is
 * missing there. What is done is known to both ends by then, so a comparison that breaks off simply begins anew.
 */

export type ForgottenCompared = {
  /** Tombstones of the edge that this host did not have, and rows of the queue that went with them. */
  learned: number;
  deletedHere: number;
  /** Tombstones of this host that the edge did not have; it has deleted again what it had of them. */
  repeated: number;
  /** Where the next page begins; null after the last one. */
  next: string | null;
};

/**
 * Compares one page of tombstones, those after the id `after` ("" for the first page). Requests that the edge has yet to be told for
 * the first time are `deliverForgotten`'s. Throws what the edge client throws.
 */
export async function compareForgotten(options: {
  db: DatabaseSync;
  edge: EdgeClient;
  siteId: string;
  after: string;
  now: () => number;
  /** Ends it between two requests; the page is then to be compared again. */
  signal?: AbortSignal;
}): Promise<ForgottenCompared> {
  const { db, edge, siteId, after, now, signal } = options;
  const { recording_ids: there, more } = await edge.forgotten({ site_id: siteId, after });
  const next = more ? pageEnd(there, after) : null;
  const { learned, deletedHere } = learn(db, there, now());
  let repeated = 0;
  let reached = after;
  for (;;) {
    if (signal?.aborted === true) return { learned, deletedHere, repeated, next: after };
    const missing = missingThere(db, there, reached, next);
    const last = missing.at(-1);
    if (last === undefined) return { learned, deletedHere, repeated, next };
    const { forgotten } = await edge.forget({ site_id: siteId, recording_ids: missing });
    const confirmed = new Set(forgotten.map(({ recording_id }) => recording_id));
    if (!missing.every((id) => confirmed.has(id))) {
      throw unreadable("The edge did not confirm all recordings that it was to forget again.");
    }
    repeated += missing.length;
    reached = last;
  }
}

/** Compares all pages. */
export async function compareAllForgotten(
  options: Omit<Parameters<typeof compareForgotten>[0], "after">,
): Promise<Omit<ForgottenCompared, "next">> {
  const total = { learned: 0, deletedHere: 0, repeated: 0 };
  for (let after: string | null = ""; after !== null;) {
    if (options.signal?.aborted === true) {
      throw new EdgeUnavailableError("It was stopped before all was compared.", {
        code: "stopping",
      });
    }
    const page: ForgottenCompared = await compareForgotten({ ...options, after });
    total.learned += page.learned;
    total.deletedHere += page.deletedHere;
    total.repeated += page.repeated;
    after = page.next;
  }
  return total;
}

/** The last id of a page that others follow; it lies behind the page before, or there would be no end. */
function pageEnd(page: readonly string[], after: string): string {
  const last = page.at(-1);
  if (last === undefined || Buffer.compare(Buffer.from(last), Buffer.from(after)) <= 0) {
    throw unreadable("The edge's list of what is forgotten does not go on.");
  }
  return last;
}

function learn(
  db: DatabaseSync,
  there: readonly string[],
  now: number,
): { learned: number; deletedHere: number } {
  // What is deleted must not stay readable in the file's free pages.
  db.exec("PRAGMA secure_delete = ON");
  return inTransaction(db, () => {
    const known = forgottenAmong(db, there);
    const tombstones = there
      .filter((recordingId) => !known.has(recordingId))
      .map((recordingId) => ({ recordingId, startedAt: null, edgeWaits: false }));
    const { queue_rows } = forgetRecordingsNow(db, tombstones, null, now);
    return { learned: tombstones.length, deletedHere: queue_rows };
  });
}

/** This host's tombstones behind `after`, up to `to` or the end, that the edge's page lacks, in the order of their bytes. */
function missingThere(
  db: DatabaseSync,
  page: readonly string[],
  after: string,
  to: string | null,
): string[] {
  return db
    .prepare(`
      SELECT recording_id FROM forgotten
       WHERE recording_id > :after AND (:to IS NULL OR recording_id <= :to) AND edge_waits = 0
         AND recording_id NOT IN (SELECT value FROM json_each(:page))
       ORDER BY recording_id LIMIT :limit
    `)
    .all({ after, to, page: JSON.stringify(page), limit: MAX_FORGOTTEN_PER_REQUEST })
    .map((row) => String(row.recording_id));
}

function unreadable(message: string): EdgeUnavailableError {
  return new EdgeUnavailableError(message, { code: "edge_unreadable" });
}
