/*
 * Many patterns over a long text, of which nearly none ever match. Compiling a pattern costs more than running it, and a Worker
 * has 10 ms for all that it does: so a pattern is run, and compiled, only around words without which it cannot match.
 */

export type CuedPatterns = {
  /**
   * Beginnings of words or of phrases, at least two characters each: every match of every pattern holds one of them, at the
   * beginning of a word. A space at the end makes it a whole word; END_OF_TEXT stands after the last one.
   */
  cues: readonly string[];
  /** Global ones, over words joined by single spaces. */
  patterns: readonly RegExp[];
};

/** Patterns of whole words, given as sources, with their cues. */
export function cued(cues: readonly string[], ...sources: readonly string[]): CuedPatterns {
  return { cues, patterns: sources.map((source) => new RegExp(`\\b(?:${source})\\b`, "g")) };
}

/** The source for up to so many words of any kind. */
export const words = (max: number) => `(?: \\w+){0,${max}}`;

/** Cues: each of the first words before each of the second. */
export const each = (first: readonly string[], second: readonly string[]) =>
  first.flatMap((word) => second.map((next) => `${word} ${next}`));

export const END_OF_TEXT = "$";

/** Where something matched, in characters. */
export type Stretch = { from: number; to: number };
export type Match<Group> = Stretch & { group: Group };

/** Words on either side of a cue that are looked at; no pattern here takes half as many. */
const REACH_WORDS = 40;
const KEY_CHARS = 2;

/** Prepares groups of patterns for texts; answers with a function that finds all that matches in one. */
export function cuedMatcher<Group extends CuedPatterns>(
  groups: readonly Group[],
): (text: string) => Match<Group>[] {
  const byKey = new Map<string, { cue: string; group: Group }[]>();
  for (const group of groups) {
    for (const cue of group.cues) {
      const key = cue.slice(0, KEY_CHARS);
      const own = byKey.get(key) ?? [];
      own.push({ cue, group });
      byKey.set(key, own);
    }
  }
  return (text) =>
    [...stretchesAround(byKey, text)].flatMap(([group, stretches]) =>
      stretches.flatMap(({ from, to }) => {
        const stretch = text.slice(from, to);
        return group.patterns.flatMap((pattern) =>
          Array.from(stretch.matchAll(pattern), (match) => {
            const at = from + match.index;
            return { from: at, to: at + match[0].length, group };
          }),
        );
      }),
    );
}

/** For each group that has cues in the text, what is to be looked at: in order, apart from each other. */
function stretchesAround<Group>(
  byKey: ReadonlyMap<string, readonly { cue: string; group: Group }[]>,
  text: string,
): Map<Group, Stretch[]> {
  const starts = wordStarts(text);
  const ended = `${text} ${END_OF_TEXT}`;
  const found = new Map<Group, Stretch[]>();
  for (let word = 0; word < starts.length; word++) {
    const start = starts[word] ?? 0;
    const cues = byKey.get(ended.slice(start, start + KEY_CHARS));
    if (cues === undefined) continue;
    for (const { cue, group } of cues) {
      if (!ended.startsWith(cue, start)) continue;
      const from = starts[Math.max(0, word - REACH_WORDS)] ?? 0;
      const to = (starts[word + REACH_WORDS + 1] ?? text.length + 1) - 1;
      const own = found.get(group) ?? [];
      const last = own.at(-1);
      if (last !== undefined && from <= last.to + 1) last.to = to;
      else own.push({ from, to });
      found.set(group, own);
    }
  }
  return found;
}

function wordStarts(text: string): number[] {
  const starts = text === "" ? [] : [0];
  for (let at = text.indexOf(" "); at >= 0; at = text.indexOf(" ", at + 1)) starts.push(at + 1);
  return starts;
}
