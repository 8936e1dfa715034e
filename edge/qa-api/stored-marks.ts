import * as z from "zod";

const pairsSchema = z.array(z.string().nullable());

/** Marks by criterion from the text of `criterionMarks`. */
export function marksById(idsAndMarks: string): Record<string, string> {
  const pairs = pairsSchema.parse(JSON.parse(idsAndMarks));
  const marks: Record<string, string> = {};
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const [id, mark] = [pairs[at], pairs[at + 1]];
    if (typeof id === "string" && typeof mark === "string") marks[id] = mark;
  }
  return marks;
}
