import type * as z from "zod";

import type { ItemResult } from "#shared/contracts/ingest-answer.ts";

import { describeIssues } from "./parse-message.ts";

/** An item that is as it should be, with its place in the batch. */
export type ParsedItem<Item> = { index: number; item: Item };

/** Parses the items of a batch one by one: what is wrong becomes a `rejected` result and spoils no other item. */
export function parseItems<Item>(
  schema: z.ZodType<Item>,
  items: readonly unknown[],
): { parsed: ParsedItem<Item>[]; rejected: ItemResult[] } {
  const parsed: ParsedItem<Item>[] = [];
  const rejected: ItemResult[] = [];
  items.forEach((raw, index) => {
    const result = schema.safeParse(raw);
    if (result.success) {
      parsed.push({ index, item: result.data });
    } else {
      rejected.push({
        index,
        recording_id: claimedRecordingId(raw),
        result: "rejected",
        reason: describeIssues(result.error),
      });
    }
  });
  return { parsed, rejected };
}

/** The id a rejected item says it has, so that its sender can find it again; null when it says none. */
function claimedRecordingId(raw: unknown): string | null {
  if (typeof raw !== "object" || raw === null) return null;
  if ("recording_id" in raw && typeof raw.recording_id === "string") {
    return raw.recording_id.slice(0, 64);
  }
  return "call" in raw ? claimedRecordingId(raw.call) : null;
}
