import type { Call } from "#shared/contracts/call.ts";
import type { ItemResult } from "#shared/contracts/ingest-answer.ts";
import { transcriptUploadSchema, type TranscriptUpload } from "#shared/contracts/transcript.ts";

import type { Database } from "../db/client.ts";
import { transcriptHash } from "./content-hash.ts";
import { newestPerRecording } from "./ingest-calls.usecase.ts";
import type { ParsedItem } from "./parse-items.ts";
import { takeableItems } from "./takeable-items.ts";
import {
  storeTranscripts,
  type HashedTranscript,
  type StoredChanges,
} from "./transcripts.repository.ts";

type Upload = ParsedItem<TranscriptUpload> & { contentHash: string };

/**
 * Takes in a batch of transcripts of a site, each with its call; one result per item, in the batch's order. New content
 * becomes a transcript version with a scoring job; content that the recording already has is a duplicate, unless its
 * call tells something new. Nothing is written when every item is rejected.
 */
export async function ingestTranscripts(
  db: Database,
  siteId: string,
  items: readonly unknown[],
  nowMs: number,
): Promise<ItemResult[]> {
  const { parsed, rejected } = await takeableItems(
    db,
    siteId,
    transcriptUploadSchema,
    items,
    ({ call }) => ({ recordingId: call.recording_id, scoredOn: call.local_date }),
  );
  if (parsed.length === 0) return rejected;
  const uploads = await Promise.all(
    parsed.map(async (upload) => ({
      ...upload,
      contentHash: await transcriptHash(upload.item.transcript),
    })),
  );
  const calls = newestPerRecording(parsed.map(({ item }) => transcribed(item.call)));
  const stored = await storeTranscripts(
    db,
    siteId,
    [...calls.values()],
    distinctContents(uploads),
    nowMs,
  );
  return [...rejected, ...results(uploads, stored)].toSorted((a, b) => a.index - b.index);
}

/** The transcript proves the state, whatever the call said when the message was written. */
function transcribed(call: Call): Call {
  return { ...call, state: "transcribed", state_reason: null };
}

function distinctContents(uploads: readonly Upload[]): HashedTranscript[] {
  const distinct = new Map<string, HashedTranscript>();
  for (const { item, contentHash } of uploads) {
    const recordingId = item.call.recording_id;
    distinct.set(`${recordingId}\n${contentHash}`, {
      recordingId,
      contentHash,
      transcript: item.transcript,
    });
  }
  return [...distinct.values()];
}

/** The first item of a batch that brought a change is accepted, its repeats in the same batch are duplicates. */
function results(uploads: readonly Upload[], stored: StoredChanges): ItemResult[] {
  return uploads.map(({ index, item, contentHash }) => {
    const recordingId = item.call.recording_id;
    const isNewContent = stored.contents.get(recordingId)?.delete(contentHash) ?? false;
    const isNewCall = stored.calls.delete(recordingId);
    return {
      index,
      recording_id: recordingId,
      result: isNewContent || isNewCall ? "accepted" : "duplicate",
      reason: null,
    };
  });
}
