import * as z from "zod";

/** Marks by criterion, from the ids and marks in turn that `criterionMarks` gives. */
export const marksSchema = z.array(z.string().nullable()).transform((pairs) => {
  const marks: Record<string, string> = {};
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const [id, mark] = [pairs[at], pairs[at + 1]];
    if (typeof id === "string" && typeof mark === "string") marks[id] = mark;
  }
  return marks;
});

/** The same where they are a column of their own, as text. */
export const marksTextSchema = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(marksSchema);
