import { callSchema, type Call } from "#shared/contracts/call.ts";
import type { ItemResult } from "#shared/contracts/ingest-answer.ts";

import type { Database } from "../db/client.ts";
import { newerCall } from "./call-order.ts";
import { storeCalls } from "./calls.repository.ts";
import type { ParsedItem } from "./parse-items.ts";
import { takeableItems } from "./takeable-items.ts";

/**
 * Takes in a batch of calls of a site; one result per item, in the batch's order. Of several messages about one
 * recording the newest counts, the others are duplicates. Nothing is written when every item is rejected.
 */
export async function ingestCalls(
  db: Database,
  siteId: string,
  items: readonly unknown[],
  nowMs: number,
): Promise<ItemResult[]> {
  const { parsed, rejected } = await takeableItems(
    db,
    siteId,
    callSchema,
    items,
    ({ recording_id }) => ({ recordingId: recording_id, scoredOn: null }),
  );
  if (parsed.length === 0) return rejected;
  const newest = newestPerRecording(parsed.map(({ item }) => item));
  const changed = await storeCalls(db, siteId, [...newest.values()], nowMs);
  const taken = parsed.map(({ index, item }: ParsedItem<Call>): ItemResult => {
    const isStored = newest.get(item.recording_id) === item && changed.has(item.recording_id);
    return {
      index,
      recording_id: item.recording_id,
      result: isStored ? "accepted" : "duplicate",
      reason: null,
    };
  });
  return [...rejected, ...taken].toSorted((a, b) => a.index - b.index);
}

/** The newest of the calls for each recording, by recording id. */
export function newestPerRecording(calls: readonly Call[]): Map<string, Call> {
  const newest = new Map<string, Call>();
  for (const call of calls) {
    const earlier = newest.get(call.recording_id);
    newest.set(call.recording_id, earlier === undefined ? call : newerCall(earlier, call));
  }
  return newest;
}
