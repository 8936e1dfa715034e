import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";

import * as z from "zod";

import type { ItemResult } from "#shared/contracts/ingest-answer.ts";

import { rememberedValue, rememberValue } from "../queue/cursor-value.ts";
import { inTransaction } from "../queue/open-database.ts";
import type { OutboxKind } from "../queue/outbox-row.ts";
import { plural } from "../status/figures-in-words.ts";
import { deliverForgotten } from "./deliver-forgotten.ts";
import type { EdgeClient } from "./edge-client.ts";
import { EdgeRefusedError, EdgeUnavailableError } from "./edge-errors.ts";
import { MAX_ITEMS, nextBatch, type OutboxItem } from "./next-batch.ts";
import { postponeRow, refuseRow, settleAnswers } from "./settle-answers.ts";

/*
 * The outbox holds a row of about 100 bytes for each recording that the edge must be told of, at most two per recording;
 * what is sent is read from `recording` and `transcript` when it is sent, so nothing is stored twice and the outbox cannot
 * outgrow the queue. An edge that is away for weeks costs only what those tables hold anyway: some 20 kB for each hour of
 * speech. Texts that were not delivered are never deleted.
 *
 *   batch ──► answered item by item ──► accepted, duplicate: the row goes     refused: waits for `nightshift retry`
 *     │                                 no clear answer: the row waits, a quarter of an hour in the end
 *     ├─► not taken as a whole (400, 413, 422) ──► half of it at once; a single item: refused
 *     ├─► the edge breaks on it (500, hang, reset) ──► half of it, after a pause; a single item: the row waits
 *     └─► the edge is away, busy or knows no such token ──► everything waits
 *
 * A batch that got through lets the next be twice as large, so one bad item costs some requests and holds up nobody.
 */

export type DeliveryOptions = {
  db: DatabaseSync;
  edge: EdgeClient;
  siteId: string;
  onDelivered: (recordingId: string, kind: OutboxKind, result: ItemResult) => void;
  now: () => number;
  /** Ends the delivery between two batches. */
  signal?: AbortSignal;
};

/**
 * Sends what is due, deletion requests before anything else, then transcripts, oldest first, until nothing is left. At least once: the edge knows repeats. Throws
 * EdgeUnavailableError, and EdgeRefusedError when a person must mend something; everything unsent stays.
 */
export async function deliverOutbox(options: DeliveryOptions): Promise<void> {
  await deliverForgotten(options);
  await deliverKind("transcript", options);
  await deliverKind("call", options);
}

async function deliverKind(kind: OutboxKind, options: DeliveryOptions): Promise<void> {
  const { db, now } = options;
  const batchSize = rememberedBatchSize(db, kind);
  while (options.signal?.aborted !== true) {
    const { items, unreadable } = nextBatch(db, kind, batchSize.get(), now());
    inTransaction(db, () => {
      for (const row of unreadable) {
        refuseRow(db, kind, row, "What is stored of it cannot be read.", now());
      }
    });
    if (items.length === 0) {
      if (unreadable.length === 0) return;
      continue;
    }
    let results: ItemResult[];
    try {
      results = await send(kind, items, options);
    } catch (error) {
      blameBatch(kind, items, error, options);
      batchSize.set(Math.ceil(items.length / 2));
      if (error instanceof EdgeUnavailableError) throw error;
      continue;
    }
    const answered = settleAnswers(db, kind, items, results, now());
    for (const { recordingId, result } of answered) options.onDelivered(recordingId, kind, result);
    if (answered.length === 0) {
      throw new EdgeUnavailableError(
        `The edge answered for none of the ${plural(items.length, "item")} it was sent.`,
        { code: "edge_unreadable" },
      );
    }
    batchSize.set(batchSize.get() * 2);
    await setImmediate();
  }
}

async function send(
  kind: OutboxKind,
  items: readonly OutboxItem[],
  { edge, siteId }: DeliveryOptions,
): Promise<ItemResult[]> {
  const bodies = items.map(({ body }) => body);
  const answer =
    kind === "transcript"
      ? await edge.sendTranscripts({ site_id: siteId, transcripts: bodies })
      : await edge.sendCalls({ site_id: siteId, calls: bodies });
  return answer.results;
}

/** Rethrows what is not the batch's fault; marks the item that stands alone under suspicion. */
function blameBatch(
  kind: OutboxKind,
  items: readonly OutboxItem[],
  error: unknown,
  { db, now, onDelivered }: DeliveryOptions,
): void {
  const isRefused =
    error instanceof EdgeRefusedError && (error.kind === "content" || error.kind === "size");
  const isSuspect = error instanceof EdgeUnavailableError && error.suspectsBatch;
  if (!isRefused && !isSuspect) throw error;
  const [item, ...others] = items;
  if (item === undefined || others.length > 0) return;
  if (!isRefused) {
    postponeRow(db, kind, item, now());
    return;
  }
  const { recordingId } = item;
  const reason = error.edgeSaid ?? error.message;
  refuseRow(db, kind, item, reason, now());
  const result = { index: 0, recording_id: recordingId, result: "rejected", reason } as const;
  onDelivered(recordingId, kind, result);
}

/** How many items go into a batch now; kept, so that a restart need not find it out again. */
function rememberedBatchSize(db: DatabaseSync, kind: OutboxKind) {
  const name = `outbox_batch_size_${kind}`;
  let size = rememberedValue(db, name, z.int().min(1).max(MAX_ITEMS[kind])) ?? MAX_ITEMS[kind];
  return {
    get: () => size,
    set: (wanted: number) => {
      const next = Math.min(Math.max(wanted, 1), MAX_ITEMS[kind]);
      if (next === size) return;
      size = next;
      rememberValue(db, name, size);
    },
  };
}
