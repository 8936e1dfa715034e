import { freeId, type CardFields } from "./card-form.ts";

/*
 * What the editor's buttons do to the card in the form: `add.criteria`, `remove.criteria.2`, `up.criteria.2`,
 * `down.criteria.2`, and the same for `sections` and `auto_fails`. Nothing is stored by them.
 */

const EDIT = /^(add|remove|up|down)\.(criteria|sections|auto_fails)(?:\.(\d{1,3}))?$/;
type List = "criteria" | "sections" | "auto_fails";

export type EditedCard = {
  card: CardFields;
  /** The field or button that has the focus next. */
  focus: string;
  /** What was done, for whoever does not see it. */
  said: string;
};

const NOUNS: Record<List, string> = {
  criteria: "criterion",
  sections: "section",
  auto_fails: "auto-fail item",
};

/** The card after a button; null when the button is none of these. */
export function editCard(card: CardFields, button: string): EditedCard | null {
  const [, what = "", list = "", position = ""] = EDIT.exec(button) ?? [];
  if (!isList(list)) return null;
  if (what === "add") return add(card, list);
  const at = Number(position);
  const entry = card[list][at];
  if (position === "" || entry === undefined) return null;
  const name = entry.name.trim() === "" ? `the ${NOUNS[list]} without a name` : entry.name;
  if (what === "remove") {
    const left = remove(card, list, at);
    return {
      card: left,
      focus: `add.${list}`,
      said: `Removed ${name}. It is gone from the stored draft once you save.`,
    };
  }
  const to = what === "up" ? at - 1 : at + 1;
  if (to < 0 || to >= card[list].length) return null;
  const isAtEnd = to === 0 || to === card[list].length - 1;
  const turned = to === 0 ? "down" : "up";
  return {
    card: { ...card, [list]: swapped<unknown>(card[list], at, to) },
    focus: `${isAtEnd ? turned : what}.${list}.${to}`,
    said: `${name} is now ${NOUNS[list]} ${to + 1} of ${card[list].length}.`,
  };
}

function isList(text: string): text is List {
  return Object.hasOwn(NOUNS, text);
}

function add(card: CardFields, list: List): EditedCard {
  const at = card[list].length;
  const answer = (edited: Partial<CardFields>) => ({
    card: { ...card, ...edited },
    focus: `${list}.${at}.name`,
    said: `Added ${list === "auto_fails" ? "an" : "a"} ${NOUNS[list]}; give it a name.`,
  });
  switch (list) {
    case "criteria": {
      const levels = { 1: "", 2: "", 3: "", 4: "", 5: "" };
      const section = card.criteria.at(-1)?.section ?? card.sections[0]?.id ?? "";
      const empty = { id: "", name: "", section, weight: "", judged: "", levels };
      return answer({ criteria: [...card.criteria, { ...empty, not_applicable_when: "" }] });
    }
    case "auto_fails":
      return answer({ auto_fails: [...card.auto_fails, { id: "", name: "", judged: "" }] });
    case "sections": {
      const id = freeId("section_1", new Set(card.sections.map((section) => section.id)));
      // the first section holds what there is, so that nothing is left without one
      const criteria = card.criteria.map((criterion) =>
        at === 0 ? { ...criterion, section: id } : criterion,
      );
      return answer({ sections: [...card.sections, { id, name: "" }], criteria });
    }
  }
}

function remove(card: CardFields, list: List, at: number): CardFields {
  const left = { ...card, [list]: card[list].filter((_, index) => index !== at) };
  if (list !== "sections") return left;
  const gone = card.sections[at]?.id;
  const heir = left.sections[0]?.id ?? "";
  return {
    ...left,
    criteria: card.criteria.map((criterion) =>
      criterion.section === gone ? { ...criterion, section: heir } : criterion,
    ),
  };
}

function swapped<Entry>(entries: readonly Entry[], one: number, other: number): Entry[] {
  return entries.map((entry, index) => {
    const from = index === one ? other : index === other ? one : index;
    return entries[from] ?? entry;
  });
}
