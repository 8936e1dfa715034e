import type { ScorecardContent } from "#shared/scorecard/scorecard.ts";

import { LEVELS } from "./card-form.ts";

/** One thing that two contents of a card differ in; null on the side that lacks it. */
export type CardDifference = { where: string; before: string | null; after: string | null };

type Facts = ReadonlyMap<string, string>;

/** What differs, in the order in which a card is read. Moved criteria alone differ in their order. */
export function cardDifferences(
  before: ScorecardContent,
  after: ScorecardContent,
): CardDifference[] {
  const differences = compared(factsOf(before), factsOf(after));
  for (const { list, noun } of [
    { list: "criteria", noun: "" },
    { list: "auto_fails", noun: "Auto-fail: " },
  ] as const) {
    const old = new Map(before[list].map((entry) => [entry.id, entry]));
    const kept = new Set(after[list].map(({ id }) => id));
    for (const entry of after[list]) {
      const known = old.get(entry.id);
      const label = `${noun}${entry.name}`;
      if (known === undefined) {
        differences.push({ where: label, before: null, after: whole(entry) });
      } else {
        const facts = compared(entryFacts(known, before), entryFacts(entry, after));
        differences.push(...facts.map((one) => ({ ...one, where: `${label}: ${one.where}` })));
      }
    }
    for (const entry of before[list]) {
      if (kept.has(entry.id)) continue;
      differences.push({ where: `${noun}${entry.name}`, before: whole(entry), after: null });
    }
  }
  const order = orderOf(before, after);
  return order === null ? differences : [...differences, order];
}

function compared(before: Facts, after: Facts): CardDifference[] {
  const names = new Set([...after.keys(), ...before.keys()]);
  return [...names].flatMap((where) => {
    const pair = { before: before.get(where) ?? null, after: after.get(where) ?? null };
    return pair.before === pair.after ? [] : [{ where, ...pair }];
  });
}

function factsOf(card: ScorecardContent): Facts {
  const sections = (card.sections ?? []).map(({ name }) => name).join(", ");
  return new Map([
    ["Name", card.name],
    ["Flagged below", String(card.flag_below)],
    ["Shortest call", `${card.min_call_sec} s`],
    ["Sections", sections === "" ? "none" : sections],
  ]);
}

type Criterion = ScorecardContent["criteria"][number];
type Entry = Criterion | ScorecardContent["auto_fails"][number];

function entryFacts(entry: Entry, card: ScorecardContent): Facts {
  const facts = new Map([
    ["name", entry.name],
    ["what is judged", entry.judged],
  ]);
  if (!isCriterion(entry)) return facts;
  facts.set("weight", `${entry.weight} %`);
  const section = card.sections?.find(({ id }) => id === entry.section);
  if (section !== undefined) facts.set("section", section.name);
  for (const mark of LEVELS) facts.set(`level ${mark}`, entry.levels[mark]);
  facts.set("not applicable when", entry.not_applicable_when ?? "never");
  return facts;
}

function whole(entry: Entry): string {
  return isCriterion(entry) ? `${entry.weight} %: ${entry.judged}` : entry.judged;
}

function isCriterion(entry: Entry): entry is Criterion {
  return "weight" in entry;
}

function orderOf(before: ScorecardContent, after: ScorecardContent): CardDifference | null {
  const both = new Set(before.criteria.map(({ id }) => id));
  const nameOf = new Map(after.criteria.map(({ id, name }) => [id, name]));
  const names = (card: ScorecardContent) =>
    card.criteria
      .filter(({ id }) => both.has(id) && nameOf.has(id))
      .map(({ id }) => nameOf.get(id))
      .join(", ");
  const [was, is] = [names(before), names(after)];
  return was === is ? null : { where: "Order of the criteria", before: was, after: is };
}
