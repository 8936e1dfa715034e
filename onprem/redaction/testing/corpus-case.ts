import type { Random } from "./random.ts";

/** A call, or a stretch of one: lines with marks around what has to be taken out. */
export interface CorpusCase {
  family: string;
  lines: string[];
}

/** Makes a case of one family. */
export type Build = (random: Random) => CorpusCase;

/** What an answer begins with. */
export const LEADS: [string, ...string[]] = [
  "",
  "",
  "It's ",
  "Yes, it's ",
  "Sure, ",
  "Okay, ",
  "Um, ",
];

/** With a capital first letter, inside its mark. */
export function capital(text: string): string {
  return text.replace(
    /^(\{[a-z_]+:)?([a-z])/,
    (_, opened = "", first = "") => `${opened}${String(first).toUpperCase()}`,
  );
}
