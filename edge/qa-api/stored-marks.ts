import * as z from "zod";

type Pairs = (string | null)[];

/** Looked at by hand, and in one step: a page of a campaign's scores has tens of thousands of them. */
const isPairs = (value: unknown): value is Pairs =>
  Array.isArray(value) && value.every((one) => one === null || typeof one === "string");

function marksOf(pairs: Pairs): Record<string, string> {
  const marks: Record<string, string> = {};
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const [id, mark] = [pairs[at], pairs[at + 1]];
    if (typeof id === "string" && typeof mark === "string") marks[id] = mark;
  }
  return marks;
}

/** Marks by criterion, from the ids and marks in turn that `criterionMarks` gives. */
export const marksSchema = z.custom<Pairs>(isPairs).transform(marksOf);

/** The same where they are a column of their own, as text. */
export const marksTextSchema = z.string().transform((text, context) => {
  const pairs: unknown = JSON.parse(text);
  if (isPairs(pairs)) return marksOf(pairs);
  context.addIssue({ code: "custom", message: "no criteria and marks in turn" });
  return z.NEVER;
});
