import { maskText } from "#shared/masking/mask-numbers.ts";

import { maskComments } from "../masking/mask-call.ts";
import type { Decision, RaterMark } from "./marks.repository.ts";

/** What people wrote of a round's calls, for those who see no telephone numbers. */
export function maskSaid<Said extends { marks: RaterMark[]; decisions: Decision[] }>(
  said: Said,
): Said {
  return {
    ...said,
    marks: said.marks.map(maskComments),
    decisions: said.decisions.map((one) => ({ ...one, text: maskText(one.text) })),
  };
}
