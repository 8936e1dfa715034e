import type * as z from "zod";

import { FORGOTTEN_REASON } from "#shared/contracts/forget.ts";
import { EXPIRED_REASON, type ItemResult } from "#shared/contracts/ingest-answer.ts";

import type { Database } from "../db/client.ts";
import { parseItems, type ParsedItem } from "./parse-items.ts";
import { readRefusals } from "./refusals.repository.ts";

/** What an item is about; `scoredOn` is the call's local date where it would get a score, null where it would not. */
export type About = { recordingId: string; scoredOn: string | null };

/**
 * The items of a batch that are as they should be, about no caller whose data was deleted, and not to be scored on a day whose
 * scores were removed; every other one is rejected, and spoils none.
 */
export async function takeableItems<Item>(
  db: Database,
  siteId: string,
  schema: z.ZodType<Item>,
  items: readonly unknown[],
  aboutOf: (item: Item) => About,
): Promise<{ parsed: ParsedItem<Item>[]; rejected: ItemResult[] }> {
  const { parsed, rejected } = parseItems(schema, items);
  if (parsed.length === 0) return { parsed, rejected };
  const abouts = parsed.map((one) => ({ one, about: aboutOf(one.item) }));
  const { forgotten, keptFrom, final } = await readRefusals(
    db,
    siteId,
    abouts.map(({ about }) => about.recordingId),
  );
  const reasonOf = ({ recordingId, scoredOn }: About) => {
    if (forgotten.has(recordingId)) return FORGOTTEN_REASON;
    const isExpired = scoredOn !== null && (scoredOn < keptFrom || final.has(recordingId));
    return isExpired ? EXPIRED_REASON : null;
  };
  const judged = abouts.map(({ one, about }) => ({ one, about, reason: reasonOf(about) }));
  const refused = judged.flatMap(({ one: { index }, about, reason }): ItemResult[] =>
    reason === null ? [] : [{ index, recording_id: about.recordingId, result: "rejected", reason }],
  );
  return {
    parsed: judged.filter(({ reason }) => reason === null).map(({ one }) => one),
    rejected: [...rejected, ...refused].toSorted((a, b) => a.index - b.index),
  };
}
