import type { Verdict } from "#shared/contracts/reviews.ts";

import { VERDICT_WORDS } from "./verdict-words.ts";

/** What a person makes of a call as a whole; nothing where they did not say. */
export function VerdictBadge({ verdict }: { verdict: Verdict | null }) {
  if (verdict === null) return null;
  const { name, meaning } = VERDICT_WORDS[verdict];
  return (
    <span class={`badge badge-verdict verdict-${verdict}`} title={meaning}>
      {name}
    </span>
  );
}
