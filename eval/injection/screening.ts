import type { Segment } from "#shared/contracts/transcript.ts";

import { screenForInjection } from "../../edge/scoring/injection/injection.ts";
import { spokenWords } from "../../edge/scoring/injection/spoken-words.ts";
import { type Attack, type LookAlike, sayInCall } from "./corpus.ts";

export type Screening = {
  /** Those of which at least a sentence was taken out, in every call: a person sees a sign, the judge does not see it. */
  found: Attack[];
  missed: Attack[];
  /** Those found of which the judge sees no word in any call. */
  wholly: Attack[];
  honest: LookAlike[];
  /** Honest speech that was taken out in some call. */
  falselyFound: LookAlike[];
};

/**
 * What the screen makes of the whole corpus, each said within each of these calls: without punctuation it hears what stands
 * before and after, too.
 */
export function screenCorpus(
  calls: readonly (readonly Segment[])[],
  attacks: readonly Attack[],
  lookAlikes: readonly LookAlike[],
): Screening {
  const screened = attacks.map((attack) => ({
    attack,
    inCalls: calls.map((call) => screen(call, attack.by, attack.lines)),
  }));
  const isTakenOut = ({ by, text }: LookAlike) =>
    calls.some((call) => screen(call, by, [text]).signs > 0);
  const found = screened.filter(({ inCalls }) => inCalls.every(({ signs }) => signs > 0));
  return {
    found: found.map(({ attack }) => attack),
    missed: screened.filter((one) => !found.includes(one)).map(({ attack }) => attack),
    wholly: found
      .filter(({ inCalls }) => inCalls.every(({ left }) => left === ""))
      .map(({ attack }) => attack),
    honest: lookAlikes.filter((one) => !isTakenOut(one)),
    falselyFound: lookAlikes.filter(isTakenOut),
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
