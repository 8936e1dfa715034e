import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import {
  addCounts,
  MAX_FORGOTTEN_PER_REQUEST,
  removedCountsSchema,
  type ForgottenRecording,
  type RemovedCounts,
} from "#shared/contracts/forget.ts";

import { forgetValue, rememberedValue, rememberValue } from "../queue/cursor-value.ts";
import { inTransaction } from "../queue/open-database.ts";
import { plural } from "../status/figures-in-words.ts";
import type { EdgeClient } from "./edge-client.ts";
import { EdgeRefusedError, EdgeUnavailableError } from "./edge-errors.ts";

/** An edge that is too old to forget is asked again after so long; everything else goes on. */
const UNKNOWN_FOR_MS = 60 * 60_000;
const UNKNOWN_SINCE = "forget_unknown_since";

const NOTHING: RemovedCounts = addCounts([]);

/** Whether the edge was too old to forget when it was last asked. */
export function isEdgeUnableToForget(db: DatabaseSync): boolean {
  return rememberedValue(db, UNKNOWN_SINCE, z.number()) !== null;
}

/**
 * Has the edge forget the recordings that wait for it, until none does. A recording waits until the edge has named it as
 * forgotten; what it says it had is added to the request's report in the same transaction, so a repeat counts nothing twice.
 * Throws what the edge client throws, but for an edge that does not know how.
 */
export async function deliverForgotten(options: {
  db: DatabaseSync;
  edge: EdgeClient;
  siteId: string;
  now: () => number;
  signal?: AbortSignal;
}): Promise<void> {
  const { db, edge, siteId, now } = options;
  const unknownSince = rememberedValue(db, UNKNOWN_SINCE, z.number());
  const silentMs = unknownSince === null ? null : now() - unknownSince;
  if (silentMs !== null && silentMs >= 0 && silentMs < UNKNOWN_FOR_MS) return;
  while (options.signal?.aborted !== true) {
    const recordingIds = waitingIds(db);
    if (recordingIds.length === 0) return;
    let forgotten: ForgottenRecording[];
    try {
      ({ forgotten } = await edge.forget({ site_id: siteId, recording_ids: recordingIds }));
    } catch (error) {
      if (!(error instanceof EdgeRefusedError) || error.kind !== "address") throw error;
      rememberValue(db, UNKNOWN_SINCE, now());
      return;
    }
    if (unknownSince !== null) forgetValue(db, UNKNOWN_SINCE);
    if (inTransaction(db, () => settle(db, forgotten)) > 0) continue;
    throw new EdgeUnavailableError(
      `The edge confirmed none of the ${plural(recordingIds.length, "recording")} that it was to forget.`,
      { code: "edge_unreadable" },
    );
  }
}

function waitingIds(db: DatabaseSync): string[] {
  return db
    .prepare(
      "SELECT recording_id FROM forgotten WHERE edge_waits = 1 ORDER BY forgotten_at LIMIT ?",
    )
    .all(MAX_FORGOTTEN_PER_REQUEST)
    .map((row) => String(row.recording_id));
}

/** Returns how many recordings wait no more. */
function settle(db: DatabaseSync, forgotten: readonly ForgottenRecording[]): number {
  const confirm = db.prepare(
    "UPDATE forgotten SET edge_waits = 0 WHERE recording_id = ? AND edge_waits = 1 RETURNING request_id",
  );
  const read = db.prepare("SELECT deleted_edge FROM forget_request WHERE request_id = ?");
  const write = db.prepare("UPDATE forget_request SET deleted_edge = ? WHERE request_id = ?");
  let settled = 0;
  for (const { recording_id, removed } of forgotten) {
    const [row] = confirm.all(recording_id);
    if (row === undefined) continue;
    settled += 1;
    const requestId = row.request_id;
    if (typeof requestId !== "string") continue;
    const before = parseRemoved(read.get(requestId)?.deleted_edge);
    write.run(JSON.stringify(addCounts([before, removed])), requestId);
  }
  return settled;
}

/** What a request's report says of the edge so far. */
export function parseRemoved(stored: unknown): RemovedCounts {
  const parsed = removedCountsSchema.safeParse(JSON.parse(String(stored ?? "{}")));
  return parsed.success ? parsed.data : NOTHING;
}
