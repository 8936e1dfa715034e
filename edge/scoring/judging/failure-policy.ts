import { CUT_OFF } from "../../providers/failure.ts";
import type { Provider, ProviderFailure } from "../../providers/provider.ts";
import type { Closure } from "../quota/provider-closures.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** What to do after a judge failed. */
export type Reaction =
  /** Ask the same judge once more with `correction`; if that fails in the same way, it is as `otherwise` says. */
  | { kind: "correct"; correction: string; otherwise: "unusable" | "refused"; reason: string }
  /** Leave the judge alone for a while; then either wait for it or use the next. */
  | { kind: "close"; closure: Closure; turn: "wait" | "unavailable"; reason: string }
  /** Use the next judge; this one takes the call only in parts (edge/scoring/judging/excerpt.ts). */
  | { kind: "too_long"; reason: string }
  /** Use the next judge; this one would refuse the call again. */
  | { kind: "refused"; reason: string }
  | { kind: "our_bug"; reason: string };

/** The next step for each kind of failure, as edge/providers/provider.ts lists them. */
export function reactTo(
  failure: ProviderFailure,
  provider: Pick<Provider, "name">,
  untilDayEndMs: number,
): Reaction {
  const { kind } = failure;
  const reason = `${provider.name}: ${failure.message}`;
  switch (kind) {
    case "minute_limit": {
      // what a provider asks is honoured within reason: a minute's limit does not last an hour
      const asked = failure.retryAfterMs ?? 30 * SECOND_MS;
      const waitMs = Math.min(Math.max(asked, SECOND_MS), 15 * MINUTE_MS);
      return {
        kind: "close",
        closure: { kind, firstMs: waitMs, maxMs: waitMs },
        turn: "wait",
        reason,
      };
    }
    case "day_limit":
      // the delay that comes with a day's limit is not to be believed: seconds, where it lasts until midnight
      return {
        kind: "close",
        closure: { kind, firstMs: untilDayEndMs, maxMs: untilDayEndMs },
        turn: "unavailable",
        reason,
      };
    case "overload":
    case "timeout": {
      const asked = Math.min(failure.retryAfterMs ?? 0, 60 * MINUTE_MS);
      const firstMs = Math.max(asked, MINUTE_MS);
      const maxMs = Math.max(firstMs, 30 * MINUTE_MS);
      return { kind: "close", closure: { kind, firstMs, maxMs }, turn: "unavailable", reason };
    }
    case "geo_block":
    case "auth":
      return {
        kind: "close",
        closure: { kind, firstMs: 10 * MINUTE_MS, maxMs: 60 * MINUTE_MS },
        turn: "unavailable",
        reason,
      };
    case "too_large":
      return { kind: "too_long", reason };
    case "blocked":
      return { kind: "refused", reason };
    case "truncated":
      return {
        kind: "correct",
        correction: `Your ${CUT_OFF} before its end. Answer again, more briefly.`,
        otherwise: "unusable",
        reason,
      };
    case "malformed":
      return {
        kind: "correct",
        correction: "Your answer was not JSON. Answer with the JSON object and nothing else.",
        otherwise: "unusable",
        reason,
      };
    case "wrong_schema":
      return {
        kind: "correct",
        correction: `Your answer did not have the required shape. ${failure.message}`,
        otherwise: "unusable",
        reason,
      };
    case "our_bug":
      return { kind: "our_bug", reason };
  }
}
