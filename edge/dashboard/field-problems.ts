import type * as z from "zod";

/** What is wrong with a form, by the name of the field it stands beside: `criteria.0.weight`. */
export type FieldProblems = ReadonlyMap<string, string>;

export const NO_PROBLEMS: FieldProblems = new Map();

/** The first thing that is wrong with each field. */
export function problemsByField(issues: readonly z.core.$ZodIssue[]): FieldProblems {
  const problems = new Map<string, string>();
  for (const issue of issues) {
    const field = issue.path.map(String).join(".");
    if (!problems.has(field)) problems.set(field, problemText(issue));
  }
  return problems;
}

/** Has a form's schema say what another schema says of what is in the form; `fieldAt` names the field that holds it, by its path. */
export function addProblems(
  ctx: z.core.$RefinementCtx,
  issues: readonly z.core.$ZodIssue[],
  fieldAt: (path: string) => string,
): void {
  for (const [path, message] of problemsByField(issues)) {
    ctx.addIssue({ code: "custom", path: [fieldAt(path)], message });
  }
}

/** Zod's own messages are for programmers; ours, given in the schemas, are kept. */
function problemText(issue: z.core.$ZodIssue): string {
  if (!/^(Invalid|Too |Unrecognized )/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "number" || issue.expected === "int"
        ? "write a number here"
        : "fill this in";
    case "too_small":
      if (issue.origin === "string") return "fill this in";
      if (issue.origin === "array") return `at least ${issue.minimum}`;
      return issue.inclusive === false ? `more than ${issue.minimum}` : `at least ${issue.minimum}`;
    case "too_big":
      return issue.origin === "string"
        ? `at most ${issue.maximum} characters`
        : `at most ${issue.maximum}`;
    case "invalid_format":
      if (issue.format === "date") return "a date as 2026-11-24";
      return issue.format === "email" ? "an e-mail address" : "this cannot be used here";
    case "invalid_value":
      return "choose one of these";
    case "invalid_union": {
      // What the first kind of value misses, which is the usual one.
      const [first] = issue.errors.flat();
      return first === undefined ? "this cannot be used here" : problemText(first);
    }
    default:
      return "this cannot be used here";
  }
}
