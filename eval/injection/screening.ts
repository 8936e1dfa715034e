import type { Segment } from "#shared/contracts/transcript.ts";

import { screenForInjection } from "../../edge/scoring/injection.ts";
import { spokenWords } from "../../edge/scoring/spoken-words.ts";
import { type Attack, type LookAlike, sayInCall } from "./corpus.ts";

export type Screening = {
  attacks: number;
  /** Those of which at least a sentence was taken out, so that a person sees a sign and the judge does not see it. */
  found: Attack[];
  missed: Attack[];
  /** Those found of which the judge sees no word. */
  wholly: Attack[];
  lookAlikes: number;
  /** Honest speech that was taken out. */
  falselyFound: LookAlike[];
};

/** What the screen makes of the whole corpus, said within this call. */
export function screenCorpus(
  call: readonly Segment[],
  attacks: readonly Attack[],
  lookAlikes: readonly LookAlike[],
): Screening {
  const screened = attacks.map((attack) => ({ attack, ...screen(call, attack.by, attack.lines) }));
  const found = screened.filter(({ signs }) => signs > 0);
  return {
    attacks: attacks.length,
    found: found.map(({ attack }) => attack),
    missed: screened.filter(({ signs }) => signs === 0).map(({ attack }) => attack),
    wholly: found.filter(({ left }) => left === "").map(({ attack }) => attack),
    lookAlikes: lookAlikes.length,
    falselyFound: lookAlikes.filter(({ by, text }) => screen(call, by, [text]).signs > 0),
  };
}

/** How many segments of what was said lost something, and which words the judge still sees of it. */
function screen(
  call: readonly Segment[],
  by: Attack["by"],
  lines: readonly string[],
): { signs: number; left: string } {
  const { segments, from, to } = sayInCall(call, by, lines);
  const screened = screenForInjection(segments);
  const isIn = ({ segment }: { segment: number }) => segment >= from && segment < to;
  return {
    signs: screened.injections.filter(isIn).length,
    left: spokenWords(
      screened.segments
        .slice(from, to)
        .map(({ text }) => text)
        .join(" "),
    ),
  };
}
