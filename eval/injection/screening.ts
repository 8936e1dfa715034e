import type { Segment } from "#shared/contracts/transcript.ts";

import { REMOVED, screenForInjection } from "../../edge/scoring/injection.ts";
import { spokenWords } from "../../edge/scoring/spoken-words.ts";
import { type Attack, type LookAlike, sayInCall } from "./corpus.ts";

export type Screening = {
  attacks: number;
  /** Those of which at least a sentence was taken out, so that a person sees a sign and the judge does not see it. */
  found: Attack[];
  missed: Attack[];
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
  const isFound = ({ by, lines }: Attack) => signsIn(call, by, lines) > 0;
  return {
    attacks: attacks.length,
    found: attacks.filter(isFound),
    missed: attacks.filter((attack) => !isFound(attack)),
    lookAlikes: lookAlikes.length,
    falselyFound: lookAlikes.filter(({ by, text }) => signsIn(call, by, [text]) > 0),
  };
}

function signsIn(call: readonly Segment[], by: Attack["by"], lines: readonly string[]): number {
  const { segments, from, to } = sayInCall(call, by, lines);
  return screenForInjection(segments).injections.filter(
    ({ segment }) => segment >= from && segment < to,
  ).length;
}

/** What of the attack the judge still sees, without what the screen took out. */
export function leftOfAttack(call: readonly Segment[], { by, lines }: Attack): string[] {
  const { segments, from, to } = sayInCall(call, by, lines);
  return screenForInjection(segments)
    .segments.slice(from, to)
    .flatMap(({ text }) => text.split(REMOVED))
    .filter((text) => spokenWords(text) !== "");
}
