import { html, raw } from "hono/html";

import { FieldProblem, ProblemSummary } from "./components/field.tsx";
import type { FieldProblems } from "./field-problems.ts";
import { fieldOf, type FormFields } from "./read-form.ts";

/** Why a form was refused: what is wrong with its fields, or, where that is nothing of theirs alone, one sentence. */
export type Refusal = { message: string; problems: FieldProblems };

/** A field as the page has it. Fieldsets and details are known by their number on the page, from 0. */
type Control = {
  name: string;
  id: string;
  /** Markup: what stands before it, or over it where it is one of several to choose from. */
  label: string;
  /** Over which what is wrong is written; null: it follows the field. */
  fieldset: number | null;
  /** The fold-outs that it lies in. */
  details: number[];
};
type Survey = { controls: Map<string, Control>; details: number[] };

/**
 * A page on which the form of this address, the first of them, is filled as it was sent, with what is wrong above it and at its
 * fields. Hidden fields stay as the page has them. Null where the page has no such form.
 */
export async function refillForm(
  page: string,
  action: string,
  sent: FormFields,
  { message, problems }: Refusal,
): Promise<string | null> {
  const survey = await surveyForm(page, action);
  if (survey === null) return null;
  const placed = new Map<string, { control: Control; problem: string }>();
  const others: string[] = problems.size === 0 ? [message] : [];
  for (const [field, problem] of problems) {
    const control = controlOf(survey, field);
    if (control === null) others.push(field === "" ? problem : `${field}: ${problem}`);
    else if (!placed.has(control.name)) placed.set(control.name, { control, problem });
  }
  const controls = [...placed.values()].map(({ control }) => control);
  const open = new Set([...survey.details, ...controls.flatMap(({ details }) => details)]);
  const byName: FieldProblems = new Map(
    [...placed].map(([name, { problem }]): [string, string] => [name, problem]),
  );
  const markupOf = (name: string) => String(<FieldProblem name={name} problems={byName} />);

  const rewriter = new HTMLRewriter();
  const place = followForm(rewriter, action);
  const marked = new Set<string>();
  /** Says once of each field what is wrong with it, and where a reader finds that. */
  const mark = (element: Element, name: string) => {
    const control = placed.get(name)?.control;
    if (control === undefined || marked.has(name)) return;
    marked.add(name);
    element.setAttribute("id", control.id);
    element.setAttribute("aria-invalid", "true");
    const hint = element.getAttribute("aria-describedby");
    element.setAttribute("aria-describedby", `${hint === null ? "" : `${hint} `}${name}.problem`);
    if (control.fieldset === null) element.after(markupOf(name), { html: true });
  };
  let select = "";
  rewriter
    .on("details", {
      element: (element) => {
        if (open.has(place.details.at(-1) ?? -1)) element.setAttribute("open", "");
      },
    })
    .on("form", {
      element: (element) => {
        if (place.inForm)
          element.prepend(
            String(<Refused problems={byName} others={others} controls={controls} />),
            { html: true },
          );
      },
    })
    .on("legend", {
      element: (element) => {
        const fieldset = place.fieldsets.at(-1);
        for (const { name, fieldset: over } of controls) {
          if (place.inForm && over === fieldset) element.after(markupOf(name), { html: true });
        }
      },
    })
    .on("input, textarea, select", {
      element: (element) => {
        const name = element.getAttribute("name");
        if (!place.inForm || name === null || !isFilledIn(element)) return;
        mark(element, name);
        select = element.tagName === "select" ? name : "";
        if (isChoice(element)) {
          const value = element.getAttribute("value") ?? "on";
          setFlag(element, "checked", [sentOf(sent, name)].flat().map(markup).includes(value));
        } else if (!Object.hasOwn(sent, name)) {
          return;
        } else if (element.tagName === "input") {
          element.setAttribute("value", markup(fieldOf(sent, name)));
        } else if (element.tagName === "textarea") {
          // The first line break of a textarea is not part of its text.
          element.setInnerContent(`\n${fieldOf(sent, name)}`);
        }
      },
    })
    .on("select option", {
      element: (element) => {
        if (!place.inForm || !Object.hasOwn(sent, select)) return;
        setFlag(
          element,
          "selected",
          element.getAttribute("value") === markup(fieldOf(sent, select)),
        );
      },
    });
  return rewriter.transform(new Response(page)).text();
}

/** What is wrong, with a link to each field. */
function Refused({
  problems,
  others,
  controls,
}: {
  problems: FieldProblems;
  others: readonly string[];
  controls: readonly Control[];
}) {
  const labels = new Map(controls.map(({ name, label }) => [name, label]));
  const ids = new Map(controls.map(({ name, id }) => [name, id]));
  return (
    <>
      {others.map((text, at) => (
        // One of them takes the focus, wherever on the page the form is.
        <p
          class="notice notice-alert"
          role="alert"
          tabindex={-1}
          autofocus={at === 0 && problems.size === 0}
        >
          {text}
        </p>
      ))}
      <ProblemSummary
        problems={problems}
        labelOf={(field) => raw(labels.get(field) ?? field)}
        idOf={(field) => ids.get(field) ?? field}
      />
    </>
  );
}

async function surveyForm(page: string, action: string): Promise<Survey | null> {
  const rewriter = new HTMLRewriter();
  const place = followForm(rewriter, action);
  const survey: Survey = { controls: new Map(), details: [] };
  const legends: string[] = [];
  let label = "";
  rewriter
    .on("form", {
      element: () => {
        if (place.inForm) survey.details = [...place.details];
      },
    })
    .on("label", {
      element: () => {
        label = "";
      },
      text: ({ text }) => {
        label += text;
      },
    })
    .on("legend", {
      text: ({ text }) => {
        const fieldset = place.fieldsets.at(-1) ?? 0;
        legends[fieldset] = `${legends[fieldset] ?? ""}${text}`;
      },
    })
    .on("input, textarea, select", {
      element: (element) => {
        const name = element.getAttribute("name");
        if (!place.inForm || name === null || !isFilledIn(element) || survey.controls.has(name)) {
          return;
        }
        const fieldset = isChoice(element) ? (place.fieldsets.at(-1) ?? null) : null;
        const text = fieldset === null ? label : (legends[fieldset] ?? "");
        survey.controls.set(name, {
          name,
          id: element.getAttribute("id") ?? name,
          label: text.replaceAll(/\s+/g, " ").trim(),
          fieldset,
          details: [...place.details],
        });
      },
    });
  await rewriter.transform(new Response(page)).text();
  return place.found ? survey : null;
}

/** Where a rewriter is: whether in the first form of this address, and in which fieldsets and details, the innermost last. */
function followForm(rewriter: HTMLRewriter, action: string) {
  const place = { found: false, inForm: false, fieldsets: [] as number[], details: [] as number[] };
  for (const kind of ["fieldset", "details"] as const) {
    const stack = kind === "fieldset" ? place.fieldsets : place.details;
    let seen = 0;
    rewriter.on(kind, {
      element: (element) => {
        stack.push(seen);
        seen += 1;
        element.onEndTag(() => {
          stack.pop();
        });
      },
    });
  }
  rewriter.on("form", {
    element: (element) => {
      if (place.found || element.getAttribute("action") !== markup(action)) return;
      place.found = true;
      place.inForm = true;
      element.onEndTag(() => {
        place.inForm = false;
      });
    },
  });
  return place;
}

/** The field that is meant: `calls.3` is wrong in `calls`. */
function controlOf({ controls }: Survey, field: string): Control | null {
  for (let name = field; name !== ""; name = name.slice(0, Math.max(0, name.lastIndexOf(".")))) {
    const control = controls.get(name);
    if (control !== undefined) return control;
  }
  return null;
}

/** A text as our pages write it: a rewriter reads and writes attributes as they stand in the markup. */
function markup(text: string): string {
  return String(html`${text}`);
}

function isFilledIn(element: Element): boolean {
  return !["hidden", "submit", "button"].includes(element.getAttribute("type") ?? "");
}

function isChoice(element: Element): boolean {
  return ["checkbox", "radio"].includes(element.getAttribute("type") ?? "");
}

function sentOf(sent: FormFields, name: string): string | readonly string[] {
  return (Object.hasOwn(sent, name) ? sent[name] : undefined) ?? [];
}

function setFlag(element: Element, name: "checked" | "selected", isSet: boolean): void {
  if (isSet) element.setAttribute(name, "");
  else element.removeAttribute(name);
}
