import type * as z from "zod";

import { FORGOTTEN_REASON } from "#shared/contracts/forget.ts";
import type { ItemResult } from "#shared/contracts/ingest-answer.ts";

import type { Database } from "../db/client.ts";
import { readForgotten } from "../forget/forgotten-calls.repository.ts";
import { parseItems, type ParsedItem } from "./parse-items.ts";

/**
 * The items of a batch that are as they should be, and about no caller whose data was deleted; every other one is rejected, and
 * spoils none.
 */
export async function takeableItems<Item>(
  db: Database,
  siteId: string,
  schema: z.ZodType<Item>,
  items: readonly unknown[],
  recordingIdOf: (item: Item) => string,
): Promise<{ parsed: ParsedItem<Item>[]; rejected: ItemResult[] }> {
  const { parsed, rejected } = parseItems(schema, items);
  if (parsed.length === 0) return { parsed, rejected };
  const forgotten = await readForgotten(
    db,
    siteId,
    parsed.map(({ item }) => recordingIdOf(item)),
  );
  const isForgotten = ({ item }: ParsedItem<Item>) => forgotten.has(recordingIdOf(item));
  const refused = parsed.filter(isForgotten).map(({ index, item }): ItemResult => ({
    index,
    recording_id: recordingIdOf(item),
    result: "rejected",
    reason: FORGOTTEN_REASON,
  }));
  return {
    parsed: parsed.filter((one) => !isForgotten(one)),
    rejected: [...rejected, ...refused].toSorted((a, b) => a.index - b.index),
  };
}
