import { readSpeech, speechSampleCount, type ChannelSound } from "./channel-sound.ts";
import { leastSpeechCut } from "./least-speech-cut.ts";
import { SPEECH_SAMPLE_RATE_HZ } from "./resample.ts";
import type { SpeechLikelihood } from "./speech-likelihood.ts";
import type { SpeechRegion } from "./voice-activity.ts";
import type { WindowPiece } from "./window-clock.ts";

export interface PackingOptions {
  /** Silence kept on either side of speech. */
  paddingSec: number;
  /** Whisper hears 30 seconds at a time. */
  maxWindowSec: number;
  /** Kept on either side of a cut where somebody is likely to speak; what is heard twice is taken out of the text (join-at-seam.ts). */
  overlapSec: number;
}

const DEFAULT_PACKING: PackingOptions = { paddingSec: 0.2, maxWindowSec: 27.5, overlapSec: 0.75 };

/** Less than this is rather a pause than speech. */
const SPEECH_LIKELIHOOD = 0.5;

/** Speech for one run of the engine: pieces of the recording, end to end. They are the way back to its clock. */
export interface SpeechWindow {
  pieces: WindowPiece[];
}

/** A stretch of the recording in samples at 16 kHz, and the speech in it. */
interface Stretch {
  from: number;
  to: number;
  speech: SpeechRegion[];
  /** Samples at its start that the stretch before has too. */
  shared: number;
}

/**
 * Packs the speech of a channel into as few windows as its order allows: Whisper's encoder costs the same for three seconds as
 * for thirty. Windows end in silence. Only speech that no window can hold is cut where it is least likely, and what lies
 * around the cut is in both windows. `regions` are in order and do not overlap.
 */
export function packWindows(
  sound: ChannelSound,
  regions: readonly SpeechRegion[],
  likelihood: SpeechLikelihood,
  { paddingSec, maxWindowSec, overlapSec }: PackingOptions = DEFAULT_PACKING,
): SpeechWindow[] {
  const maxSamples = Math.floor(maxWindowSec * SPEECH_SAMPLE_RATE_HZ);
  const overlap = toSamples(overlapSec);
  const findCut = (from: number, to: number) => {
    const { at, likelihood: left } = leastSpeechCut(readSpeech(sound, from, to), likelihood);
    return { at: from + at, isSpeech: left >= SPEECH_LIKELIHOOD };
  };
  const stretches = padAndMerge(speechSampleCount(sound), regions, paddingSec)
    .flatMap((stretch) => splitLong(stretch, maxSamples, overlap, findCut))
    .filter(({ speech }) => speech.length > 0);
  return groupInOrder(stretches, maxSamples).map((group) => toWindow(group));
}

/** A window's samples at 16 kHz. */
export function readWindow(sound: ChannelSound, { pieces }: SpeechWindow): Float32Array {
  const stretches = pieces.map(({ startSec, endSec }) =>
    readSpeech(sound, toSamples(startSec), toSamples(endSec)),
  );
  const samples = new Float32Array(stretches.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const stretch of stretches) {
    samples.set(stretch, offset);
    offset += stretch.length;
  }
  return samples;
}

function padAndMerge(
  sampleCount: number,
  regions: readonly SpeechRegion[],
  paddingSec: number,
): Stretch[] {
  const merged: Stretch[] = [];
  for (const region of regions) {
    const from = Math.max(0, toSamples(region.startSec - paddingSec));
    const to = Math.min(sampleCount, toSamples(region.endSec + paddingSec));
    if (to <= from) continue;
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) {
      last.to = Math.max(last.to, to);
      last.speech.push(region);
    } else {
      merged.push({ from, to, speech: [region], shared: 0 });
    }
  }
  return merged;
}

/**
 * Cuts a stretch that no window can hold, in the last third of what one can hold: in the longest pause there, or else where
 * speech is least likely. What is cut in the middle of a word overlaps; a pause too short for the detector is a clean cut.
 */
function splitLong(
  stretch: Stretch,
  maxSamples: number,
  overlap: number,
  findCut: (from: number, to: number) => { at: number; isSpeech: boolean },
): Stretch[] {
  const parts: Stretch[] = [];
  let { from, shared } = stretch;
  while (stretch.to - from > maxSamples) {
    const earliest = from + Math.ceil((maxSamples * 2) / 3);
    const latest = from + maxSamples;
    const pause = longestPause(stretch.speech, earliest, latest);
    const cut =
      pause === null ? findCut(earliest, latest - overlap) : { at: pause, isSpeech: false };
    const kept = cut.isSpeech ? overlap : 0;
    parts.push(partOf(stretch, from, cut.at + kept, shared));
    from = cut.at - kept;
    shared = 2 * kept;
  }
  parts.push(partOf(stretch, from, stretch.to, shared));
  return parts;
}

/** The middle of the longest pause between two regions that lies in [from, to); null when there is none. */
function longestPause(speech: readonly SpeechRegion[], from: number, to: number): number | null {
  let longest = { length: 0, middle: 0 };
  for (const [at, { endSec }] of speech.entries()) {
    const [start, end] = [toSamples(endSec), toSamples(speech[at + 1]?.startSec ?? 0)];
    const middle = Math.floor((start + end) / 2);
    if (end - start > longest.length && middle >= from && middle < to) {
      longest = { length: end - start, middle };
    }
  }
  return longest.length === 0 ? null : longest.middle;
}

function partOf({ speech }: Stretch, from: number, to: number, shared: number): Stretch {
  const startSec = from / SPEECH_SAMPLE_RATE_HZ;
  const endSec = to / SPEECH_SAMPLE_RATE_HZ;
  return {
    from,
    to,
    shared,
    speech: speech
      .filter((region) => region.startSec < endSec && region.endSec > startSec)
      .map((region) => ({
        startSec: Math.max(region.startSec, startSec),
        endSec: Math.min(region.endSec, endSec),
      })),
  };
}

function groupInOrder(stretches: readonly Stretch[], maxSamples: number): Stretch[][] {
  const groups: Stretch[][] = [];
  let room = 0;
  for (const stretch of stretches) {
    const length = stretch.to - stretch.from;
    const group = groups.at(-1);
    if (group !== undefined && length <= room) {
      group.push(stretch);
    } else {
      groups.push([stretch]);
      room = maxSamples;
    }
    room -= length;
  }
  return groups;
}

function toWindow(stretches: readonly Stretch[]): SpeechWindow {
  const pieces: WindowPiece[] = [];
  let offset = 0;
  for (const { from, to, speech, shared } of stretches) {
    pieces.push({
      startSec: from / SPEECH_SAMPLE_RATE_HZ,
      endSec: to / SPEECH_SAMPLE_RATE_HZ,
      offsetSec: offset / SPEECH_SAMPLE_RATE_HZ,
      sharedSec: shared / SPEECH_SAMPLE_RATE_HZ,
      speech,
    });
    offset += to - from;
  }
  return { pieces };
}

function toSamples(seconds: number): number {
  return Math.round(seconds * SPEECH_SAMPLE_RATE_HZ);
}
