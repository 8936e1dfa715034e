import type { DatabaseSync } from "node:sqlite";

import { FORGOTTEN_REASON } from "#shared/contracts/forget.ts";
import { EXPIRED_REASON, type ItemResult } from "#shared/contracts/ingest-answer.ts";

import { forgetRecordingsNow } from "../queue/forgotten-callers.ts";
import { inTransaction } from "../queue/open-database.ts";
import type { OutboxKind } from "../queue/outbox-row.ts";
import { backoffDelayMs } from "./backoff-delay.ts";
import { plainWords } from "./edge-answer.ts";
import { MAX_ROW_DELAY_MS, type OutboxItem } from "./next-batch.ts";

const ROW_BACKOFF = { firstMs: 5000, maxMs: MAX_ROW_DELAY_MS };

export type AnsweredItem = { recordingId: string; result: ItemResult };

/**
 * Ends the sending of a batch in one transaction: a row leaves the outbox only for an answer that is beyond doubt about
 * that very item, and only when it has not changed meanwhile. What the edge refused keeps its reason and waits for
 * `nightshift retry`; what it did not answer for waits a while. Returns the items it did answer for.
 */
export function settleAnswers(
  db: DatabaseSync,
  kind: OutboxKind,
  items: readonly OutboxItem[],
  results: readonly ItemResult[],
  now: number,
): AnsweredItem[] {
  const answers = pairAnswers(items, results);
  return inTransaction(db, () => {
    const answered: AnsweredItem[] = [];
    for (const item of items) {
      const result = answers.get(item);
      if (result === undefined) {
        postponeRow(db, kind, item, now);
        continue;
      }
      if (result.reason === FORGOTTEN_REASON) {
        // Asked for by somebody else, or before this queue was set back to a backup.
        const tombstone = { recordingId: item.recordingId, startedAt: null, edgeWaits: false };
        forgetRecordingsNow(db, [tombstone], null, now);
      } else if (result.reason === EXPIRED_REASON) {
        endExpired(db, kind, item, now);
      } else if (result.result === "rejected") {
        refuseRow(db, kind, item, result.reason ?? "The edge gave no reason.", now);
      } else {
        removeRow(db, kind, item, now);
      }
      answered.push({ recordingId: item.recordingId, result });
    }
    return answered;
  });
}

/** The answer to an item is the only one at its place, and names its recording; one that was refused may have lost its name. */
function pairAnswers(
  items: readonly OutboxItem[],
  results: readonly ItemResult[],
): Map<OutboxItem, ItemResult> {
  const byIndex = new Map<number, ItemResult[]>();
  for (const result of results) {
    byIndex.set(result.index, [...(byIndex.get(result.index) ?? []), result]);
  }
  const answers = new Map<OutboxItem, ItemResult>();
  for (const [index, item] of items.entries()) {
    const [result, ...others] = byIndex.get(index) ?? [];
    if (result === undefined || others.length > 0) continue;
    const isNameless = result.result === "rejected" && result.recording_id === null;
    if (isNameless || result.recording_id === item.recordingId) answers.set(item, result);
  }
  return answers;
}

type RowKey = Pick<OutboxItem, "recordingId" | "generation">;

/** Answers whether it was there as it had been sent. */
function removeRow(db: DatabaseSync, kind: OutboxKind, row: RowKey, now: number): boolean {
  const { changes } = db
    .prepare("DELETE FROM outbox WHERE recording_id = ? AND kind = ? AND generation = ?")
    .run(row.recordingId, kind, row.generation);
  if (changes === 0) return false;
  if (kind !== "transcript") return true;
  db.prepare(
    "UPDATE transcript SET delivered_at = :now, confirmed_at = NULL WHERE recording_id = :recordingId",
  ).run({ recordingId: row.recordingId, now });
  return true;
}

/**
 * The edge has removed the scores of that day and wants no transcript of it. It is done with here as well, so that it goes with
 * the others of its age; delivered at no time, so that the edge is not asked for it again.
 */
function endExpired(db: DatabaseSync, kind: OutboxKind, row: RowKey, now: number): void {
  if (!removeRow(db, kind, row, now)) return;
  db.prepare(
    "UPDATE transcript SET delivered_at = 0, confirmed_at = :now WHERE recording_id = :recordingId",
  ).run({ recordingId: row.recordingId, now });
}

/** The row is not sent again before `nightshift retry`, or before its recording changes. */
export function refuseRow(
  db: DatabaseSync,
  kind: OutboxKind,
  { recordingId, generation }: RowKey,
  reason: string,
  now: number,
): void {
  db.prepare(`
    UPDATE outbox SET rejected = :reason, attempts = attempts + 1, next_at = :now
     WHERE recording_id = :recordingId AND kind = :kind AND generation = :generation
  `).run({ reason: plainWords(reason), recordingId, kind, generation, now });
}

/** The row waits, longer each time, so that others get their turn. */
export function postponeRow(
  db: DatabaseSync,
  kind: OutboxKind,
  { recordingId, generation }: RowKey,
  now: number,
): void {
  const row = db
    .prepare("SELECT attempts FROM outbox WHERE recording_id = ? AND kind = ?")
    .get(recordingId, kind);
  const attempts = Number(row?.attempts ?? 0) + 1;
  // All the same for one row: it is the rows' order that is to be kept, and the outbox as a whole has jitter.
  const nextAt = now + backoffDelayMs(ROW_BACKOFF, attempts, () => 0);
  db.prepare(`
    UPDATE outbox SET attempts = :attempts, next_at = :nextAt
     WHERE recording_id = :recordingId AND kind = :kind AND generation = :generation
  `).run({ attempts, nextAt, recordingId, kind, generation });
}
