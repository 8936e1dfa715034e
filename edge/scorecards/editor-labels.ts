import type { CardFields } from "./card-form.ts";

const PARTS: Readonly<Record<string, string>> = {
  name: "Name",
  weight: "weight",
  section: "section",
  judged: "what is judged",
  levels: "level",
  not_applicable_when: "not applicable when",
  flag_below: "Flag calls below",
  min_call_sec: "Shortest call",
  criteria: "Criteria",
  sections: "Sections",
};

const NOUNS = { criteria: "Criterion", sections: "Section", auto_fails: "Auto-fail item" } as const;

function isList(text: string): text is keyof typeof NOUNS {
  return Object.hasOwn(NOUNS, text);
}

/** A field's place in words: `Greeting: level 3`. */
export function labelOfField(card: CardFields, field: string): string {
  const [list = "", position, part = "", mark] = field.split(".");
  if (position === undefined || !isList(list)) return PARTS[field] ?? "The card";
  const at = Number(position);
  const name = card[list][at]?.name.trim() || `${NOUNS[list]} ${at + 1}`;
  const words = (PARTS[part] ?? "").toLowerCase();
  return words === "" ? name : `${name}: ${words}${mark === undefined ? "" : ` ${mark}`}`;
}
