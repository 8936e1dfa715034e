/** Seconds of audio that a worker is taken to transcribe in a second until it has shown what it does: slow on purpose. */
export const FIRST_NIGHT_SPEED = 0.5;
/** Recordings vary: one may take this much longer than the speed so far says. */
const MARGIN = 1.3;
/** Starting on a recording, and putting it away. */
const START_SEC = 15;
/** However busy production was so far, some of what is left of the night can be used. */
const MOST_PAUSED_SHARE = 0.9;

/**
 * Seconds of audio that a recording may hold to be expected to be done in `remainingSec`, by a worker that transcribes
 * `speed` seconds of audio in one of work and is stopped for `pausedShare` of the time.
 */
export function longestThatFitsSec(
  remainingSec: number,
  speed: number | null,
  pausedShare: number,
): number {
  const workSec = remainingSec * (1 - Math.min(pausedShare, MOST_PAUSED_SHARE)) - START_SEC;
  return Math.max(0, (workSec * (speed ?? FIRST_NIGHT_SPEED)) / MARGIN);
}
