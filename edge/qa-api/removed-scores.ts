import { AppError } from "../errors/app-error.ts";
import type { CallRecord, ScoresRemoved } from "./call-record.repository.ts";

/** What became of a call's score, for people. */
export function removedWords({ scoreDays, keptFrom }: ScoresRemoved): string {
  // the days may have been changed since
  const when = scoreDays === 0 ? "" : ` after ${scoreDays} days`;
  return `This call's score was removed${when}, with its transcript and all that was said of it; the site has scores from ${keptFrom} on.`;
}

/** @throws AppError 410 `score_removed` for a call of which nothing is left that anything could be said of */
export function requireScoresKept({ scoresRemoved }: Pick<CallRecord, "scoresRemoved">): void {
  if (scoresRemoved !== null) throw removed(removedWords(scoresRemoved));
}

/** For who said something of a call while its score was removed. */
export function removedMeanwhile(): AppError {
  return removed(
    "This call's score was removed just now, as the site no longer keeps scores of its day. What you sent was not stored.",
  );
}

function removed(message: string): AppError {
  return new AppError({ code: "score_removed", status: 410, message });
}
