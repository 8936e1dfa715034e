import type { Segment } from "#shared/contracts/transcript.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";

import type { Judgement } from "../scoring/judging/judgement.ts";

export const PROVIDER_NAMES = ["gemini", "openai-compatible", "rules"] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

/** What a judge is given. The agent's name, history and scores are not part of it: they bias judges. */
export type JudgeRequest = {
  scorecard: Scorecard;
  segments: readonly Segment[];
  /**
   * What was wrong with the answer before this one, for the one corrective retry; null on the first try. A failure's own
   * message is fit for it. One that says "answer was cut off" makes the provider allow a longer answer.
   */
  correction: string | null;
  /** The most tokens that question and answer may count for together; null where nothing limits them. */
  roomTokens: number | null;
};

export type Usage = { inputTokens: number; outputTokens: number };

/**
 * Every way a judge can fail; each has its own next step:
 *
 *   minute_limit   wait `retryAfterMs`, same provider; no attempt is counted
 *   day_limit      close this provider's quota for its day, use the next; no attempt is counted
 *   overload       back off, then the next provider; no attempt is counted
 *   timeout        as overload
 *   geo_block      the provider is down for us: use the next
 *   auth           the provider is misconfigured: use the next, say so in health
 *   too_large      the transcript does not fit: use the next
 *   blocked        the content was refused: use the next, then a person
 *   truncated      retry once with a larger budget, then the next
 *   malformed      not JSON: one corrective retry, then the next
 *   wrong_schema   JSON of another shape: one corrective retry, then the next
 *   our_bug        the request itself was refused as invalid: fail the job, say what was refused
 */
export const FAILURE_KINDS = [
  "minute_limit",
  "day_limit",
  "overload",
  "timeout",
  "geo_block",
  "auth",
  "too_large",
  "blocked",
  "truncated",
  "malformed",
  "wrong_schema",
  "our_bug",
] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

export type ProviderFailure = {
  kind: FailureKind;
  /** For people and logs: no key, no transcript text. */
  message: string;
  /** How long the provider asks to be left alone, in milliseconds; null when it does not say. */
  retryAfterMs: number | null;
};

export type JudgeOutcome =
  | {
      ok: true;
      judgement: Judgement;
      usage: Usage;
      costUsd: number;
      latencyMs: number;
      /** The answer as the provider gave it, kept with the score. */
      rawAnswer: string;
      stated?: StatedLimits;
    }
  | {
      ok: false;
      failure: ProviderFailure;
      usage: Usage;
      /** An answer of no use is billed all the same. */
      costUsd: number;
      latencyMs: number;
      stated?: StatedLimits;
    };

export const LIMIT_NAMES = [
  "requestsPerMinute",
  "requestsPerDay",
  "tokensPerMinute",
  "tokensPerDay",
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/**
 * What a provider said of its limits, in headers or in a refusal. `remaining` is what is left of it now, other users of
 * the same account included; null where it was not said.
 */
export type StatedLimits = Partial<Record<LimitName, { limit: number; remaining: number | null }>>;

/** Requests and tokens the provider allows; null where it states none. */
export type ProviderLimits = Record<LimitName, number | null> & {
  /** The zone in which the provider's day begins, such as America/Los_Angeles for Gemini. */
  dayTimeZone: string;
};

export interface Provider {
  readonly name: ProviderName;
  readonly model: string;
  /** Id of the prompt (or rule set) file, stored with each score. */
  readonly promptVersion: string;
  /** From the settings, else from the catalogue, where they are assumptions. */
  readonly limits: ProviderLimits;
  /** Which of the limits a person has set: what the provider says may lower them, never raise them. */
  readonly limitsSet: readonly LimitName[];
  /** The most tokens of a question and its answer together; null where unknown. */
  readonly contextTokens: number | null;
  /** An estimate for the quota reservation, settled with the real usage afterwards. */
  estimateTokens(request: JudgeRequest): number;
  /** Never throws for anything the provider does; resolves within the provider's timeout. */
  judge(request: JudgeRequest): Promise<JudgeOutcome>;
}
