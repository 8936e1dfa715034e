import type { Child } from "hono/jsx";

import type { FieldProblems } from "../field-problems.ts";

type FieldProps = {
  /** Also its id, so that what is wrong can link to it. */
  name: string;
  label: Child;
  value: string;
  problems?: FieldProblems;
  hint?: Child;
  class?: string;
};

/** What an input needs to be tied to its hint and its problem. */
function ties({ name, problems, hint }: FieldProps) {
  const problem = problems?.get(name);
  const about = [
    ...(hint === undefined ? [] : [`${name}.hint`]),
    ...(problem === undefined ? [] : [`${name}.problem`]),
  ];
  return {
    id: name,
    name,
    "aria-invalid": problem === undefined ? undefined : ("true" as const),
    "aria-describedby": about.length === 0 ? undefined : about.join(" "),
  };
}

/** A field's label, hint and what is wrong with it, around its input. */
function Framed({ field, children }: { field: FieldProps; children: Child }) {
  const { name, label, problems, hint } = field;
  return (
    <div class={["field", field.class ?? ""].join(" ").trim()}>
      <label class="label" for={name}>
        {label}
      </label>
      {children}
      {hint !== undefined && (
        <span class="hint" id={`${name}.hint`}>
          {hint}
        </span>
      )}
      <FieldProblem name={name} problems={problems} />
    </div>
  );
}

/** What is wrong with a field, in words and with a shape. */
export function FieldProblem({
  name,
  problems,
}: {
  name: string;
  problems: FieldProblems | undefined;
}) {
  const problem = problems?.get(name);
  if (problem === undefined) return null;
  return (
    <span class="field-problem" id={`${name}.problem`}>
      {problem}
    </span>
  );
}

export function TextField({
  type = "text",
  autofocus = false,
  ...field
}: FieldProps & {
  type?: "text" | "email" | "date";
  autofocus?: boolean;
  inputmode?: "decimal" | "numeric";
  maxlength?: number;
  list?: string;
  /** Of a criterion's weight: the script adds these up. */
  weighs?: boolean;
}) {
  return (
    <Framed field={field}>
      <input
        {...ties(field)}
        type={type}
        value={field.value}
        inputmode={field.inputmode}
        maxlength={field.maxlength}
        list={field.list}
        data-weight={field.weighs === true ? "" : undefined}
        autocomplete="off"
        autofocus={autofocus}
      />
    </Framed>
  );
}

export function TextArea({ rows, ...field }: FieldProps & { rows: number; maxlength?: number }) {
  return (
    <Framed field={field}>
      <textarea {...ties(field)} rows={rows} maxlength={field.maxlength}>
        {field.value}
      </textarea>
    </Framed>
  );
}

export function SelectField({
  options,
  ...field
}: FieldProps & { options: readonly (readonly [value: string, text: string])[] }) {
  return (
    <Framed field={field}>
      <select {...ties(field)}>
        {options.map(([value, text]) => (
          <option value={value} selected={value === field.value}>
            {text}
          </option>
        ))}
      </select>
    </Framed>
  );
}

/** All that is wrong with a form, at its top, each with a link to its field. Takes the focus when the page comes. */
export function ProblemSummary({
  problems,
  labelOf,
  idOf = (field) => field,
}: {
  problems: FieldProblems;
  labelOf: (field: string) => Child;
  idOf?: (field: string) => string;
}) {
  if (problems.size === 0) return null;
  return (
    <div class="notice notice-alert" role="alert" id="problems" tabindex={-1} autofocus>
      <strong>
        {problems.size === 1 ? "One thing has" : `${problems.size} things have`} to be mended before
        this can be stored.
      </strong>
      <ul class="problem-links">
        {[...problems].map(([field, problem]) => (
          <li>
            <a href={`#${idOf(field)}`}>{labelOf(field)}</a>: {problem}
          </li>
        ))}
      </ul>
    </div>
  );
}
