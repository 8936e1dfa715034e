import type { SpeechRegion } from "./voice-activity.ts";

/** A stretch of the recording, with a little silence around it, and where it lies in its window. */
export interface WindowPiece {
  startSec: number;
  endSec: number;
  /** Where the piece begins in the window, in seconds. */
  offsetSec: number;
  /** Seconds at its start that the window before has too, because speech had to be cut there; else 0. */
  sharedSec: number;
  /** What the detector took for speech inside the piece, in the recording's time; at least one. */
  speech: SpeechRegion[];
}

/**
 * An engine's start this close to the end of a region means the end of what was said before: the detector waits a quarter of a
 * second before it believes that somebody has stopped, so that its regions end 0.2 to 0.37 s late on the demo's calls.
 */
const START_TOLERANCE_SEC = 0.45;

/** The instant of the recording that is heard at `windowSec`; outside the window, its first or last instant. */
export function toRecordingTime(pieces: readonly WindowPiece[], windowSec: number): number {
  const piece = pieceAt(pieces, windowSec);
  if (piece === undefined) return 0;
  return Math.min(piece.endSec, piece.startSec + Math.max(0, windowSec - piece.offsetSec));
}

/**
 * Where a segment that the engine heard from `fromSec` to `toSec` of the window lies in the recording. The engine
 * starts a segment where the one before ended; its ends are good. So a start in silence, or in the last instants of
 * what was said before, moves on to where speech begins, and an end in the silence before a piece moves back.
 */
export function locateSegment(
  pieces: readonly WindowPiece[],
  fromSec: number,
  toSec: number,
): SpeechRegion {
  const speech = pieces.flatMap((piece) => piece.speech);
  const from = toRecordingTime(pieces, fromSec);
  const to = Math.max(from, toRecordingTime(pieces, toSec));

  const spoken = speech.find((region) => region.endSec - startTolerance(region) > from);
  const startSec =
    spoken !== undefined && spoken.startSec < to ? Math.max(from, spoken.startSec) : from;

  const [firstOfPiece] = pieceAt(pieces, toSec)?.speech ?? [];
  const before = speech.findLast((region) => region.startSec < to);
  const isInLeadIn = firstOfPiece !== undefined && to < firstOfPiece.startSec;
  const endSec = isInLeadIn && before !== undefined ? Math.min(to, before.endSec) : to;
  return { startSec, endSec: Math.max(startSec, endSec) };
}

function pieceAt(pieces: readonly WindowPiece[], windowSec: number): WindowPiece | undefined {
  return pieces.findLast(({ offsetSec }) => offsetSec <= windowSec) ?? pieces[0];
}

/** Short words must not fall wholly within the tolerance. */
function startTolerance({ startSec, endSec }: SpeechRegion): number {
  return Math.min(START_TOLERANCE_SEC, (endSec - startSec) / 2);
}
