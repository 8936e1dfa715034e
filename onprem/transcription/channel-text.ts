import { INAUDIBLE, type LeftOut, type Segment } from "#shared/contracts/transcript.ts";
import { roundTo } from "#shared/scoring/score-call.ts";

import type { WindowPiece } from "../audio/window-clock.ts";
import { joinAtSeam } from "./join-at-seam.ts";
import type { LeftOutPiece, LocatedSegment, WindowText } from "./transcribe-window.ts";

/** What is left out this close together, for the same reason, is told as one. */
const SAME_PIECE_SEC = 1;

/** What was said in one channel, window by window. */
export class ChannelText {
  readonly #speaker: Segment["speaker"];
  readonly #segments: LocatedSegment[] = [];
  readonly #leftOut: LeftOutPiece[] = [];
  /** Where the window before begins in #segments. */
  #lastWindowAt = 0;

  constructor(speaker: Segment["speaker"]) {
    this.#speaker = speaker;
  }

  /** Adds the text of the next window, less what the window before had already. */
  add({ segments, leftOut }: WindowText, pieces: readonly WindowPiece[]): void {
    const [first] = pieces;
    let added = segments;
    if (first !== undefined && first.sharedSec > 0) {
      const shared = { startSec: first.startSec, endSec: first.startSec + first.sharedSec };
      const joined = joinAtSeam(this.#segments.splice(this.#lastWindowAt), segments, shared);
      this.#segments.push(...joined.before);
      added = joined.after;
    }
    this.#lastWindowAt = this.#segments.length;
    this.#segments.push(...added);
    for (const piece of leftOut) this.#leaveOut(piece);
  }

  segments(): Segment[] {
    const spoken = this.#segments.map(({ startSec, endSec, text, confidence }) => ({
      ...this.#stretch(startSec, endSec),
      text,
      confidence: roundTo(confidence, 3),
    }));
    const inaudible = this.#leftOut
      .filter(({ outcome }) => outcome === "inaudible")
      .map(({ startSec, endSec }) => ({
        ...this.#stretch(startSec, endSec),
        text: INAUDIBLE,
        confidence: 0,
      }));
    return [...spoken, ...inaudible];
  }

  leftOut(): LeftOut[] {
    return this.#leftOut.map(({ startSec, endSec, reason, outcome }) => ({
      ...this.#stretch(startSec, endSec),
      reason,
      outcome,
    }));
  }

  #leaveOut(piece: LeftOutPiece): void {
    const last = this.#leftOut.at(-1);
    const goesOn =
      last !== undefined &&
      last.reason === piece.reason &&
      last.outcome === piece.outcome &&
      Math.abs(piece.startSec - last.endSec) < SAME_PIECE_SEC;
    if (goesOn) last.endSec = Math.max(last.endSec, piece.endSec);
    else this.#leftOut.push({ ...piece });
  }

  #stretch(startSec: number, endSec: number) {
    const start_sec = roundTo(startSec, 2);
    return {
      start_sec,
      end_sec: Math.max(start_sec, roundTo(endSec, 2)),
      speaker: this.#speaker,
    };
  }
}
