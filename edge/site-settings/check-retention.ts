import type { SettingsChange } from "#shared/contracts/settings.ts";

import { AppError } from "../errors/app-error.ts";
import type { StoredSettings } from "./site-settings.repository.ts";

export type RetentionProblem = { field: keyof SettingsChange; problem: string };

/** Days as they compare: 0 is for ever. */
export const lasting = (days: number): number => (days === 0 ? Infinity : days);

/**
 * What a change would have kept longer than the scores that it hangs on: the removal of a score takes it along, so it would go
 * sooner than its own days say. Empty where all fits.
 */
export function retentionProblems(
  stored: StoredSettings,
  change: SettingsChange,
): RetentionProblem[] {
  const after = { ...stored, ...change };
  const scoreDays = lasting(after.score_days);
  const kept = [
    ["transcript_days", after.transcript_days, "transcripts"],
    ["quote_days", after.quote_days, "quotes"],
    ["raw_answer_days", after.raw_answer_days, "raw answers"],
    ["audio_days", after.audio_upload === "off" ? null : after.audio_days, "the sound of calls"],
  ] as const;
  return kept.flatMap(([field, days, name]) => {
    if (days === null || lasting(days) <= scoreDays) return [];
    const isOwnChange = change[field] !== undefined;
    const howLong = days === 0 ? "for ever" : `for ${days} days`;
    return {
      field: isOwnChange ? field : "score_days",
      problem: isOwnChange
        ? `not longer than scores are kept, ${after.score_days} days (score_days)`
        : `not shorter than ${name} are kept, which is ${howLong} (${field})`,
    };
  });
}

/** @throws AppError 400 `invalid_request` for a change that `retentionProblems` finds fault with */
export function requireRetention(stored: StoredSettings | null, change: SettingsChange): void {
  const problems = stored === null ? [] : retentionProblems(stored, change);
  if (problems.length === 0) return;
  throw new AppError({
    code: "invalid_request",
    status: 400,
    message: problems.map(({ field, problem }) => `${field}: ${problem}`).join("; "),
    details: problems.map(({ field, problem }) => ({ parameter: field, message: problem })),
  });
}
