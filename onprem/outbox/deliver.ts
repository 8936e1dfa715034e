import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { MAX_CALLS_PER_BATCH } from "#shared/contracts/call.ts";
import { MAX_INGEST_BODY_BYTES, type ItemResult } from "#shared/contracts/ingest-answer.ts";
import {
  MAX_TRANSCRIPTS_PER_BATCH,
  transcriptSchema,
  type TranscriptUpload,
} from "#shared/contracts/transcript.ts";

import type { OutboxKind } from "../queue/outbox-row.ts";
import { recordingRowSchema, toCall } from "../queue/recording-row.ts";
import type { EdgeClient } from "./edge-client.ts";

/** Room for the envelope around a batch's items. */
const MAX_BATCH_BYTES = MAX_INGEST_BODY_BYTES - 10_000;

export type DeliveryOptions = {
  db: DatabaseSync;
  edge: EdgeClient;
  siteId: string;
  onDelivered: (recordingId: string, kind: OutboxKind, result: ItemResult) => void;
  now: () => number;
};

type OutboxItem = { recordingId: string; generation: number; body: unknown; bytes: number };

/**
 * Sends what the outbox holds, transcripts first, oldest first, until it is empty. At least once: a row is removed only when
 * the edge has answered for it and it has not changed meanwhile; the edge knows repeats. Throws what the edge client throws;
 * everything unsent stays.
 */
export async function deliverOutbox(options: DeliveryOptions): Promise<void> {
  const { db, edge, siteId } = options;
  for (;;) {
    const batch = nextBatch(db, "transcript", MAX_TRANSCRIPTS_PER_BATCH);
    if (batch.length === 0) break;
    const transcripts = batch.map((item) => item.body);
    const { results } = await edge.sendTranscripts({ site_id: siteId, transcripts });
    settleBatch(options, "transcript", batch, results);
  }
  for (;;) {
    const batch = nextBatch(db, "call", MAX_CALLS_PER_BATCH);
    if (batch.length === 0) break;
    const calls = batch.map((item) => item.body);
    const { results } = await edge.sendCalls({ site_id: siteId, calls });
    settleBatch(options, "call", batch, results);
  }
}

function nextBatch(db: DatabaseSync, kind: OutboxKind, maxItems: number): OutboxItem[] {
  const rows = db
    .prepare(`
      SELECT o.generation, r.*, t.body AS transcript
        FROM outbox o
        JOIN recording r USING (recording_id)
        LEFT JOIN transcript t USING (recording_id)
       WHERE o.kind = :kind AND o.rejected IS NULL
       ORDER BY o.created_at, o.recording_id
       LIMIT :maxItems
    `)
    .all({ kind, maxItems });
  const batch: OutboxItem[] = [];
  let bytes = 0;
  for (const row of rows) {
    const item = toItem(row, kind);
    if (batch.length > 0 && bytes + item.bytes > MAX_BATCH_BYTES) break;
    batch.push(item);
    bytes += item.bytes;
  }
  return batch;
}

function toItem(row: Record<string, unknown>, kind: OutboxKind): OutboxItem {
  const recording = recordingRowSchema.parse(row);
  const call = toCall(recording);
  const body =
    kind === "call"
      ? call
      : ({
          call,
          transcript: transcriptSchema.parse(JSON.parse(z.string().parse(row.transcript))),
        } satisfies TranscriptUpload);
  return {
    recordingId: recording.recording_id,
    generation: z.number().parse(row.generation),
    body,
    bytes: Buffer.byteLength(JSON.stringify(body)),
  };
}

function settleBatch(
  { db, onDelivered, now }: DeliveryOptions,
  kind: OutboxKind,
  batch: readonly OutboxItem[],
  results: readonly ItemResult[],
): void {
  const remove = db.prepare(
    "DELETE FROM outbox WHERE recording_id = ? AND kind = ? AND generation = ?",
  );
  const reject = db.prepare(`
    UPDATE outbox SET rejected = :reason, attempts = attempts + 1, next_at = :now
     WHERE recording_id = :recordingId AND kind = :kind AND generation = :generation
  `);
  for (const [index, item] of batch.entries()) {
    const result = results.find((candidate) => candidate.index === index);
    if (result === undefined || result.result === "rejected") {
      reject.run({
        reason: result?.reason ?? "The edge did not answer for it.",
        recordingId: item.recordingId,
        kind,
        generation: item.generation,
        now: now(),
      });
    } else {
      remove.run(item.recordingId, kind, item.generation);
    }
    if (result !== undefined) onDelivered(item.recordingId, kind, result);
  }
}
