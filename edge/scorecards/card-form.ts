import type * as z from "zod";

import {
  SCORECARD_LIMITS,
  scorecardContentSchema,
  type ScorecardContent,
} from "#shared/scorecard/scorecard.ts";

import { problemsByField, type FieldProblems } from "../dashboard/field-problems.ts";
import { fieldOf, type FormFields } from "../dashboard/read-form.ts";

/*
 * A scorecard as the editor's form has it: everything is text, as it was typed, so that nothing is lost while it is not valid
 * yet. A field is named as zod names its place: `criteria.0.levels.1`.
 */

export const LEVELS = ["1", "2", "3", "4", "5"] as const;

export type CriterionFields = {
  /** Empty for one that was added and never saved; its name makes it then. */
  id: string;
  name: string;
  /** A section's id; empty where the card has none. */
  section: string;
  weight: string;
  judged: string;
  levels: Record<(typeof LEVELS)[number], string>;
  not_applicable_when: string;
};
export type SectionFields = { id: string; name: string };
export type AutoFailFields = { id: string; name: string; judged: string };

export type CardFields = {
  name: string;
  flag_below: string;
  min_call_sec: string;
  sections: SectionFields[];
  criteria: CriterionFields[];
  auto_fails: AutoFailFields[];
};

export function fieldsOfCard(content: ScorecardContent): CardFields {
  return {
    name: content.name,
    flag_below: String(content.flag_below),
    min_call_sec: String(content.min_call_sec),
    sections: (content.sections ?? []).map(({ id, name }) => ({ id, name })),
    criteria: content.criteria.map((criterion) => ({
      id: criterion.id,
      name: criterion.name,
      section: criterion.section ?? "",
      weight: String(criterion.weight),
      judged: criterion.judged,
      levels: { ...criterion.levels },
      not_applicable_when: criterion.not_applicable_when ?? "",
    })),
    auto_fails: content.auto_fails.map(({ id, name, judged }) => ({ id, name, judged })),
  };
}

/** The card that a form holds; a list has as many entries as the form has numbers, up to a little more than a card may. */
export function cardOfForm(form: FormFields): CardFields {
  const text = (name: string) => fieldOf(form, name);
  return {
    name: text("name"),
    flag_below: text("flag_below"),
    min_call_sec: text("min_call_sec"),
    sections: entries(form, "sections", SCORECARD_LIMITS.sections).map((at) => ({
      id: text(`${at}.id`),
      name: text(`${at}.name`),
    })),
    criteria: entries(form, "criteria", SCORECARD_LIMITS.criteria).map((at) => ({
      id: text(`${at}.id`),
      name: text(`${at}.name`),
      section: text(`${at}.section`),
      weight: text(`${at}.weight`),
      judged: text(`${at}.judged`),
      levels: {
        1: text(`${at}.levels.1`),
        2: text(`${at}.levels.2`),
        3: text(`${at}.levels.3`),
        4: text(`${at}.levels.4`),
        5: text(`${at}.levels.5`),
      },
      not_applicable_when: text(`${at}.not_applicable_when`),
    })),
    auto_fails: entries(form, "auto_fails", SCORECARD_LIMITS.autoFails).map((at) => ({
      id: text(`${at}.id`),
      name: text(`${at}.name`),
      judged: text(`${at}.judged`),
    })),
  };
}

/** One more than may be, so that the schema says what is wrong; a form with thousands is nobody's. */
function entries(form: FormFields, list: string, most: number): string[] {
  const found = Object.keys(form).flatMap((name) => {
    const at = new RegExp(`^${list}\\.(\\d{1,3})\\.`).exec(name)?.[1];
    return at === undefined ? [] : [Number(at)];
  });
  return [...new Set(found)]
    .toSorted((a, b) => a - b)
    .slice(0, most + 1)
    .map((at) => `${list}.${at}`);
}

export type CheckedCard =
  | { ok: true; content: ScorecardContent }
  | { ok: false; problems: FieldProblems };

/** The card as it is stored, or what is wrong with it, by field. */
export function checkCard(card: CardFields): CheckedCard {
  const parsed = scorecardContentSchema.safeParse(contentOf(card));
  if (parsed.success) return { ok: true, content: parsed.data };
  return { ok: false, problems: problemsByField(parsed.error.issues.map(beside)) };
}

/** An id comes of the name, so what is wrong with it is said there. */
function beside(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  const path = issue.path.at(-1) === "id" ? [...issue.path.slice(0, -1), "name"] : issue.path;
  return { ...issue, path };
}

function contentOf(card: CardFields): unknown {
  const taken = new Set([...card.criteria, ...card.auto_fails].map(({ id }) => id));
  const hasSections = card.sections.length > 0;
  const idOf = (entry: { id: string; name: string }, fallback: string) => {
    if (entry.id !== "") return entry.id;
    const id = freeId(slugOf(entry.name, fallback), taken);
    taken.add(id);
    return id;
  };
  return {
    name: oneLine(card.name),
    flag_below: numberOf(card.flag_below),
    min_call_sec: numberOf(card.min_call_sec),
    ...(hasSections
      ? { sections: card.sections.map(({ id, name }) => ({ id, name: oneLine(name) })) }
      : {}),
    criteria: card.criteria.map((criterion) => ({
      id: idOf(criterion, "criterion"),
      name: oneLine(criterion.name),
      ...(hasSections ? { section: criterion.section } : {}),
      weight: numberOf(criterion.weight),
      judged: oneLine(criterion.judged),
      levels: Object.fromEntries(LEVELS.map((mark) => [mark, oneLine(criterion.levels[mark])])),
      not_applicable_when:
        criterion.not_applicable_when.trim() === "" ? null : oneLine(criterion.not_applicable_when),
    })),
    auto_fails: card.auto_fails.map((item) => ({
      id: idOf(item, "auto_fail"),
      name: oneLine(item.name),
      judged: oneLine(item.judged),
    })),
  };
}

/** A judge is asked in single lines; whoever pressed Enter in a long text meant a space. */
function oneLine(text: string): string {
  return text.replace(/[ \t]*\r?\n\s*/g, " ").trim();
}

/** A number as people type it; NaN for none. */
function numberOf(text: string): number {
  const typed = text.trim().replace(",", ".");
  return typed === "" ? Number.NaN : Number(typed);
}

/** The sum of the weights in hundredths of a percent, as far as they are numbers. */
export function weightSum(card: CardFields): number {
  return card.criteria.reduce((sum, { weight }) => {
    const value = Math.round(numberOf(weight) * 100);
    return Number.isFinite(value) ? sum + value : sum;
  }, 0);
}

const MAX_ID_CHARS = 40;

/** An id of a name: `Upsell & offers` is `upsell_offers`. */
export function slugOf(name: string, fallback: string): string {
  const words = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+/, "")
    .slice(0, MAX_ID_CHARS)
    .replace(/_+$/, "");
  if (words === "") return fallback;
  // every object has some words already, such as `constructor`
  const slug = /^[a-z]/.test(words) && !(words in {}) ? words : `${fallback}_${words}`;
  return slug.slice(0, MAX_ID_CHARS).replace(/_+$/, "");
}

/** The first of `slug`, `slug_2`, `slug_3`… that nobody has. */
export function freeId(slug: string, taken: ReadonlySet<string>): string {
  if (!taken.has(slug)) return slug;
  for (let number = 2; ; number += 1) {
    const suffix = `_${number}`;
    const id = `${slug.slice(0, MAX_ID_CHARS - suffix.length)}${suffix}`;
    if (!taken.has(id)) return id;
  }
}
