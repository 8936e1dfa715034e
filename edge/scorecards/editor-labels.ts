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

/** A field's place in words: `Greeting: level 3`. */
export function labelOfField(card: CardFields, field: string): string {
  const [list = "", position, part = "", mark] = field.split(".");
  if (
    position === undefined ||
    !(list === "criteria" || list === "auto_fails" || list === "sections")
  )
    return PARTS[field] ?? "The card";
  const at = Number(position);
  const name =
    card[list][at]?.name.trim() ||
    `${list === "criteria" ? "Criterion" : list === "sections" ? "Section" : "Auto-fail item"} ${at + 1}`;
  const words = (PARTS[part] ?? "").toLowerCase();
  return words === "" ? name : `${name}: ${words}${mark === undefined ? "" : ` ${mark}`}`;
}
