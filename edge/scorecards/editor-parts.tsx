import { SCORECARD_LIMITS } from "#shared/scorecard/scorecard.ts";

import { SelectField, TextArea, TextField } from "../dashboard/components/field.tsx";
import { LEVELS, type CriterionFields } from "./card-form.ts";
import type { EditorView } from "./editor-view.ts";

type Part = { view: EditorView; at: number };

/** One criterion; its long texts lie behind a summary. */
export function Criterion({ view, at }: Part) {
  const { card, problems } = view;
  const criterion = card.criteria[at];
  if (criterion === undefined) return null;
  const place = `criteria.${at}`;
  return (
    <fieldset class="panel editor-criterion">
      <legend>
        Criterion {at + 1} of {card.criteria.length}
      </legend>
      <input type="hidden" name={`${place}.id`} value={criterion.id} />
      <div class="editor-head">
        <TextField
          name={`${place}.name`}
          label="Name"
          value={criterion.name}
          problems={problems}
          maxlength={SCORECARD_LIMITS.nameChars}
          autofocus={view.focus === `${place}.name`}
          class="editor-name"
        />
        <TextField
          name={`${place}.weight`}
          label="Weight, %"
          value={criterion.weight}
          problems={problems}
          inputmode="decimal"
          weighs
          class="editor-weight"
        />
        {card.sections.length > 0 && (
          <SelectField
            name={`${place}.section`}
            label="Section"
            value={criterion.section}
            problems={problems}
            options={card.sections.map(({ id, name }) => [id, name || "without a name"])}
          />
        )}
        <EntryButtons list="criteria" at={at} name={criterion.name} view={view} />
      </div>
      <details open={isOpen(view, at, criterion)}>
        <summary>
          What is judged, and the five levels
          <span class="editor-gist">{criterion.judged}</span>
        </summary>
        <TextArea
          name={`${place}.judged`}
          label="What is judged"
          value={criterion.judged}
          problems={problems}
          rows={1}
        />
        <div class="editor-levels" role="group" aria-label="What earns each mark">
          <p class="label" aria-hidden="true">
            What earns each mark
          </p>
          {LEVELS.toReversed().map((mark) => (
            <TextArea
              name={`${place}.levels.${mark}`}
              label={
                <>
                  <span class="hidden">What earns a </span>
                  {mark}
                </>
              }
              value={criterion.levels[mark]}
              problems={problems}
              rows={1}
              class={`editor-level level-${mark}`}
            />
          ))}
        </div>
        <TextArea
          name={`${place}.not_applicable_when`}
          label="Not applicable when"
          hint="Such a call leaves this criterion out of its total. Leave it empty where it always applies."
          value={criterion.not_applicable_when}
          problems={problems}
          rows={1}
        />
      </details>
    </fieldset>
  );
}

/** The texts are long: they are shown where something is to be written or mended. */
function isOpen({ problems }: EditorView, at: number, criterion: CriterionFields): boolean {
  const texts = [criterion.judged, ...Object.values(criterion.levels)];
  if (texts.some((text) => text.trim() === "")) return true;
  const inside = ["judged", "levels.", "not_applicable_when"];
  return [...problems.keys()].some((field) =>
    inside.some((part) => field.startsWith(`criteria.${at}.${part}`)),
  );
}

export function AutoFail({ view, at }: Part) {
  const item = view.card.auto_fails[at];
  if (item === undefined) return null;
  const place = `auto_fails.${at}`;
  return (
    <fieldset class="panel editor-criterion">
      <legend>
        Auto-fail item {at + 1} of {view.card.auto_fails.length}
      </legend>
      <input type="hidden" name={`${place}.id`} value={item.id} />
      <div class="editor-head">
        <TextField
          name={`${place}.name`}
          label="Name"
          value={item.name}
          problems={view.problems}
          maxlength={SCORECARD_LIMITS.nameChars}
          autofocus={view.focus === `${place}.name`}
          class="editor-name"
        />
        <EntryButtons list="auto_fails" at={at} name={item.name} view={view} />
      </div>
      <TextArea
        name={`${place}.judged`}
        label="What counts as this"
        value={item.judged}
        problems={view.problems}
        rows={1}
      />
    </fieldset>
  );
}

type ListName = "criteria" | "sections" | "auto_fails";

/** Move and remove; every button says to a screen reader what it is about. */
export function EntryButtons({
  list,
  at,
  name,
  view,
}: {
  list: ListName;
  at: number;
  name: string;
  view: EditorView;
}) {
  const last = view.card[list].length - 1;
  const buttons = [
    ...(list === "criteria"
      ? [
          { does: "up", text: "↑", says: "Move up", isOff: at === 0 },
          { does: "down", text: "↓", says: "Move down", isOff: at === last },
        ]
      : []),
    { does: "remove", text: "Remove", says: "Remove", isOff: false },
  ];
  return (
    <div class="entry-buttons">
      {buttons.map(({ does, text, says, isOff }) => (
        <button
          type="submit"
          name="do"
          value={`${does}.${list}.${at}`}
          class="button button-quiet button-small"
          aria-label={`${says}: ${name.trim() === "" ? `number ${at + 1}` : name}`}
          title={says}
          disabled={isOff}
          autofocus={view.focus === `${does}.${list}.${at}`}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

const MOST: Record<ListName, number> = {
  criteria: SCORECARD_LIMITS.criteria,
  sections: SCORECARD_LIMITS.sections,
  auto_fails: SCORECARD_LIMITS.autoFails,
};

/** Adds an entry to a list, until it is full. */
export function AddButton({
  list,
  what,
  view,
}: {
  list: ListName;
  what: string;
  view: EditorView;
}) {
  if (view.card[list].length >= MOST[list]) {
    return <p class="hint">A card has at most {MOST[list]} of these.</p>;
  }
  return (
    <button
      type="submit"
      name="do"
      value={`add.${list}`}
      class="button button-quiet"
      autofocus={view.focus === `add.${list}`}
    >
      Add {what}
    </button>
  );
}
