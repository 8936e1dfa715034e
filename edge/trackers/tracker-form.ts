import * as z from "zod";

import { LONGEST_PHRASE, SHORTEST_PHRASE } from "../qa-api/said-phrases.ts";
import { MOST_PHRASES } from "./trackers.repository.ts";

const phraseSchema = z
  .string()
  .min(SHORTEST_PHRASE, `a phrase has at least ${SHORTEST_PHRASE} characters`)
  .max(LONGEST_PHRASE, `a phrase has at most ${LONGEST_PHRASE} characters`)
  // the times of a transcript are numbers as well
  .regex(/\p{L}/u, "a phrase has at least one letter");

/** The form of a tracker: its name, and its phrases, one a line. */
export const trackerFormSchema = z.object({
  name: z.string().trim().min(1).max(60),
  phrases: z
    .string()
    .max(2000)
    .transform((text) => {
      const lines = text.split("\n").map((line) => line.trim().replaceAll(/\s+/g, " "));
      return [...new Set(lines.filter((line) => line !== ""))];
    })
    .pipe(z.array(phraseSchema).min(1, "write at least one phrase").max(MOST_PHRASES)),
});
