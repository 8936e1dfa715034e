import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { MAX_CALLS_PER_BATCH } from "#shared/contracts/call.ts";
import { MAX_INGEST_BODY_BYTES } from "#shared/contracts/ingest-answer.ts";
import {
  MAX_TRANSCRIPTS_PER_BATCH,
  transcriptSchema,
  type TranscriptUpload,
} from "#shared/contracts/transcript.ts";

import type { OutboxKind } from "../queue/outbox-row.ts";
import { recordingRowSchema } from "../queue/recording-row.ts";
import { toCall } from "../queue/to-call.ts";

export const MAX_ITEMS: Record<OutboxKind, number> = {
  transcript: MAX_TRANSCRIPTS_PER_BATCH,
  call: MAX_CALLS_PER_BATCH,
};

/** Room for the envelope around a batch's items. */
const MAX_BATCH_BYTES = MAX_INGEST_BODY_BYTES - 10_000;

/** A row waits at most this long after a failure of its own; one that seems to wait longer is due: the clock was changed. */
export const MAX_ROW_DELAY_MS = 15 * 60_000;

export type OutboxItem = { recordingId: string; generation: number; body: unknown; bytes: number };

/** What is due to be sent, and rows that cannot be: their recording or transcript is unreadable. */
export type OutboxBatch = {
  items: OutboxItem[];
  unreadable: Pick<OutboxItem, "recordingId" | "generation">[];
};

const DUE_ROWS = `
  SELECT o.generation, r.*, t.body AS transcript
    FROM outbox o
    JOIN recording r USING (recording_id)
    LEFT JOIN transcript t USING (recording_id)
   WHERE o.kind = :kind AND o.rejected IS NULL AND (o.next_at <= :now OR o.next_at > :now + :maxDelayMs)
   ORDER BY o.created_at, o.recording_id
   LIMIT :maxItems`;

/** The oldest rows that are due, at most `maxItems` and no more than fits into one request. */
export function nextBatch(
  db: DatabaseSync,
  kind: OutboxKind,
  maxItems: number,
  now: number,
): OutboxBatch {
  const batch: OutboxBatch = { items: [], unreadable: [] };
  let bytes = 0;
  const rows = db.prepare(DUE_ROWS).iterate({
    kind,
    now,
    maxDelayMs: MAX_ROW_DELAY_MS,
    maxItems: Math.min(maxItems, MAX_ITEMS[kind]),
  });
  for (const row of rows) {
    const item = toItem(row, kind);
    if (item.body === null) {
      batch.unreadable.push(item);
      continue;
    }
    if (batch.items.length > 0 && bytes + item.bytes > MAX_BATCH_BYTES) break;
    batch.items.push(item);
    bytes += item.bytes;
  }
  return batch;
}

const keySchema = z.object({ recording_id: z.string(), generation: z.number() });

/** A row as it is sent; its body is null when what is stored cannot be read. */
function toItem(row: Record<string, unknown>, kind: OutboxKind): OutboxItem {
  const { recording_id: recordingId, generation } = keySchema.parse(row);
  const body = toBody(row, kind);
  return { recordingId, generation, body, bytes: Buffer.byteLength(JSON.stringify(body)) };
}

function toBody(row: Record<string, unknown>, kind: OutboxKind): unknown {
  const recording = recordingRowSchema.safeParse(row);
  if (!recording.success) return null;
  const call = toCall(recording.data);
  if (call === null || kind === "call") return call;
  const transcript = transcriptSchema.safeParse(parseJson(row.transcript));
  if (!transcript.success) return null;
  return { call, transcript: transcript.data } satisfies TranscriptUpload;
}

/** Null for what is no JSON; the error would quote what was said. */
function parseJson(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
