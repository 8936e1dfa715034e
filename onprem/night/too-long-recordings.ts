import type { DatabaseSync } from "node:sqlite";

import { countPendingLongerThan } from "../queue/claim-recording.ts";
import { recentSpeed } from "../queue/run-speed.ts";
import { plural } from "../status/figures-in-words.ts";
import { longestThatFitsSec } from "./longest-that-fits.ts";

/**
 * Says when pending recordings are longer than what is left of the night, however quiet production is: they wait, and
 * would wait for ever if no night is long enough. Null when all fit.
 */
export function tooLongRecordings(db: DatabaseSync, remainingMs: number): string | null {
  const fitsSec = longestThatFitsSec(remainingMs / 1000, recentSpeed(db), 0);
  const count = countPendingLongerThan(db, fitsSec);
  if (count === 0) return null;
  return (
    `${plural(count, "pending recording is", "pending recordings are")} too long to be done before the night ends ` +
    `(more than ${Math.floor(fitsSec / 60)} min of audio) and will wait for a longer night: begin earlier (night.start), ` +
    "use more cores or a smaller model, or run `nightshift transcribe --now` once."
  );
}
