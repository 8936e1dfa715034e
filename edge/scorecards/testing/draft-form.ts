import { env } from "cloudflare:workers";

import { openDatabase } from "../../db/client.ts";
import { fieldsOfCard, LEVELS, type CardFields } from "../card-form.ts";
import { showScorecard } from "../scorecards.usecase.ts";

/** The editor's form of a card's newest version as a browser sends it, with what `change` does to it. */
export async function draftFormOf(
  siteId: string,
  scorecardId: string,
  change: (card: CardFields) => void = () => undefined,
): Promise<Record<string, string>> {
  const db = openDatabase(env.DB);
  const { content, version, updated_at } = await showScorecard(db, siteId, scorecardId, null);
  const card = fieldsOfCard(content);
  change(card);
  return formOf(card, { version, updatedAt: Date.parse(updated_at ?? "") });
}

function formOf(card: CardFields, seen: { version: number; updatedAt: number }) {
  const form: Record<string, string> = {
    seen_version: String(seen.version),
    updated_at: String(seen.updatedAt),
    do: "save",
    name: card.name,
    flag_below: card.flag_below,
    min_call_sec: card.min_call_sec,
  };
  for (const [at, { levels, ...criterion }] of card.criteria.entries()) {
    for (const [name, value] of Object.entries(criterion)) form[`criteria.${at}.${name}`] = value;
    for (const mark of LEVELS) form[`criteria.${at}.levels.${mark}`] = levels[mark];
  }
  for (const [at, item] of card.auto_fails.entries()) {
    for (const [name, value] of Object.entries(item)) form[`auto_fails.${at}.${name}`] = value;
  }
  for (const [at, section] of card.sections.entries()) {
    for (const [name, value] of Object.entries(section)) form[`sections.${at}.${name}`] = value;
  }
  return form;
}
