import { maskText } from "#shared/masking/mask-numbers.ts";

import { maskValues } from "../masking/mask-call.ts";
import type { DisputeView } from "./dispute-view.usecase.ts";
import type { StoredDispute } from "./disputes.repository.ts";

/** What was said of a score, for those who see no telephone numbers. */
export function maskDisputes(view: DisputeView): DisputeView {
  const mask = (dispute: StoredDispute): StoredDispute => ({
    ...dispute,
    reasons: maskValues(dispute.reasons),
    comment: maskText(dispute.comment),
    answer: dispute.answer === null ? null : maskText(dispute.answer),
    answers:
      dispute.answers === null
        ? null
        : Object.fromEntries(
            Object.entries(dispute.answers).map(([id, one]) => [
              id,
              { ...one, why: maskText(one.why) },
            ]),
          ),
  });
  return {
    ...view,
    disputes: view.disputes.map(mask),
    open: view.open === null ? null : mask(view.open),
  };
}
