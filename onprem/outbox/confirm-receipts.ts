import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { inTransaction } from "../queue/open-database.ts";
import { enqueue } from "../queue/outbox-row.ts";
import type { EdgeClient } from "./edge-client.ts";

/*
 * The edge said "accepted", so the transcript left the outbox. But an edge may be mistaken, or be set back to a backup: so
 * it is asked some minutes later what it has, and for a week once a day again. What it does not have is sent again.
 */

const DAY_MS = 24 * 60 * 60_000;
const AUDITED_FOR_MS = 7 * DAY_MS;
/** As many as are read and asked for at once; reading one means parsing its text. */
const BATCH = 200;

export type ReceiptTimings = {
  /** How long after the delivery the edge is asked. */
  graceMs: number;
  /** How long after the last confirmation it is asked again. */
  auditMs: number;
};
export const RECEIPT_TIMINGS: ReceiptTimings = { graceMs: 3 * 60_000, auditMs: DAY_MS };

export type ReceiptsOutcome = {
  confirmed: number;
  /** Recordings whose transcript the edge had acknowledged, and does not have; they are in the outbox again. */
  missing: string[];
  /** More are due to be asked for. */
  more: boolean;
};

const deliveredSchema = z.object({
  recording_id: z.string(),
  delivered_at: z.number(),
  word_count: z.number().nullable(),
});
type Delivered = z.infer<typeof deliveredSchema>;

/** What was never confirmed, and then what was, but not lately. Times in the future come from a clock that was set back. */
const TO_CONFIRM = `
  SELECT recording_id, delivered_at, body ->> '$.word_count' AS word_count FROM (
    SELECT recording_id, delivered_at, body FROM transcript
     WHERE confirmed_at IS NULL AND (delivered_at <= :now - :graceMs OR delivered_at > :now)
     LIMIT :limit)`;
const TO_AUDIT = `
  SELECT recording_id, delivered_at, body ->> '$.word_count' AS word_count FROM (
    SELECT recording_id, delivered_at, body FROM transcript
     WHERE confirmed_at IS NOT NULL AND delivered_at >= :now - :auditedForMs
       AND (confirmed_at <= :now - :auditMs OR confirmed_at > :now)
     LIMIT :limit)`;

/**
 * Asks the edge for one batch of transcripts that it acknowledged, and settles what it answers: known ones are confirmed,
 * unknown ones (or with another number of words) are put into the outbox again. Throws what the edge client throws.
 */
export async function confirmReceipts(options: {
  db: DatabaseSync;
  edge: EdgeClient;
  siteId: string;
  timings: ReceiptTimings;
  /** Called in the transaction that puts the missing ones back, with how many. */
  onMissing?: (count: number) => void;
  now: () => number;
}): Promise<ReceiptsOutcome> {
  const { db, edge, siteId, timings, onMissing, now } = options;
  const asked = toAskFor(db, timings, now());
  if (asked.length === 0) return { confirmed: 0, missing: [], more: false };
  const { receipts } = await edge.receipts({
    site_id: siteId,
    recording_ids: asked.map(({ recording_id }) => recording_id),
  });
  const stored = new Set(
    receipts.map((receipt) => `${receipt.word_count} ${receipt.recording_id}`),
  );
  const outcome = inTransaction(db, () => {
    const settled = settleReceipts(db, asked, stored, now());
    if (settled.missing.length > 0) onMissing?.(settled.missing.length);
    return settled;
  });
  return { ...outcome, more: asked.length === BATCH };
}

function toAskFor(db: DatabaseSync, timings: ReceiptTimings, now: number): Delivered[] {
  const { graceMs, auditMs } = timings;
  const first = db.prepare(TO_CONFIRM).all({ now, graceMs, limit: BATCH });
  const left = BATCH - first.length;
  const audited =
    left === 0
      ? []
      : db.prepare(TO_AUDIT).all({ now, auditMs, auditedForMs: AUDITED_FOR_MS, limit: left });
  return [...first, ...audited].map((row) => deliveredSchema.parse(row));
}

function settleReceipts(
  db: DatabaseSync,
  asked: readonly Delivered[],
  stored: ReadonlySet<string>,
  now: number,
): Pick<ReceiptsOutcome, "confirmed" | "missing"> {
  // A transcript that was sent anew meanwhile has another time of delivery, or none: then this answer is not about it.
  const confirm = db.prepare(
    "UPDATE transcript SET confirmed_at = :now WHERE recording_id = :recording_id AND delivered_at = :delivered_at",
  );
  const isSame = db.prepare(
    "SELECT 1 FROM transcript WHERE recording_id = :recording_id AND delivered_at = :delivered_at",
  );
  const missing: string[] = [];
  let confirmed = 0;
  for (const { recording_id, delivered_at, word_count } of asked) {
    if (stored.has(`${word_count} ${recording_id}`)) {
      confirmed += Number(confirm.run({ recording_id, delivered_at, now }).changes);
    } else if (isSame.get({ recording_id, delivered_at }) !== undefined) {
      enqueue(db, recording_id, "transcript", now);
      missing.push(recording_id);
    }
  }
  return { confirmed, missing };
}
