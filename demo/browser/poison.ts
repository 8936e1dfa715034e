import type { DatabaseSync } from "node:sqlite";

import { rewriteText, textOf, withTail } from "./rewrite-text.ts";

/** How every hostile text ends, by which its end is found on a page. */
export const HOSTILE_END = "<script>hit=1</script>";
/** A letter of a script that runs from right to left, then everything after it turned around. */
export const HOSTILE_START = "\u05d0\u202e";
/** What text of people, agents and models becomes: a formula, markup, an address that is a script, and text turned around. */
export const HOSTILE = `=1+1${HOSTILE_START}"><img src=x onerror="hit=1"><a href="javascript:hit=1">javascript:hit=1${HOSTILE_END}`;
/** What comes behind ViciDial's own keys, which are 64 characters at most and stay apart, and behind a heartbeat's few words. */
const KEY_TAIL = `${HOSTILE_START}">${HOSTILE_END}`;
/** A scorecard takes neither turned text nor pointed brackets, so that none is stored. */
const CARD_TAIL = ' "onmouseover="hit=1" javascript:hit=1';

/** Keys that a site's telephone system makes up. */
const KEYS = new Set(["agent_user", "campaign_id", "recording_id", "uniqueid"]);

/**
 * Puts hostile text behind everything that people, agents and models have written into any table. Answers with the columns that
 * are to take some and have none, because no row has text there.
 */
export function poison(database: DatabaseSync): string[] {
  database.function("hostile", (value) => textOf(value, HOSTILE));
  database.function("hostile_key", (value) => (value === "" ? "" : `${String(value)}${KEY_TAIL}`));
  database.function("hostile_card", (value) => textOf(value, CARD_TAIL));
  database.function("hostile_brief", (value) => textOf(value, KEY_TAIL));
  database.function("hostile_team", (value) => teamOf(String(value)));
  return rewriteText(database, functionFor);
}

/** A key as it stands in an address or a query. */
export function poisonedKey(key: string): string {
  return `${key}${KEY_TAIL}`;
}

function functionFor(table: string, column: string): string {
  if (KEYS.has(column)) return "hostile_key";
  if (table === "team_stat") return "hostile_team";
  if (table === "agent_heartbeat") return "hostile_brief";
  const isCard = column === "content" || column === "scorecard";
  return isCard ? "hostile_card" : "hostile";
}

/** `{ agent: [name, …] }` and `{ agent: marks }` of team_stat. */
function teamOf(json: string): string {
  const team: unknown = JSON.parse(json);
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(team ?? {}).map(([agent, sums]) => [
        poisonedKey(agent),
        Array.isArray(sums) ? sums.map((one) => withTail(one, HOSTILE)) : sums,
      ]),
    ),
  );
}
