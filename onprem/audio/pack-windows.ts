import { quietestCut } from "./quietest-cut.ts";
import { SPEECH_SAMPLE_RATE_HZ } from "./resample.ts";
import type { SpeechRegion } from "./voice-activity.ts";
import type { WindowPiece } from "./window-clock.ts";

export interface PackingOptions {
  /** Silence kept on either side of speech. */
  paddingSec: number;
  /** Whisper hears 30 seconds at a time. */
  maxWindowSec: number;
}

/** Speech for one run of the engine: plain data. `pieces` are the way back to the recording's clock (window-clock.ts). */
export interface SpeechWindow {
  /** 16 kHz, the pieces end to end. */
  samples: Float32Array;
  pieces: WindowPiece[];
}

/** A stretch of the recording in samples, and the speech in it. */
interface Stretch {
  from: number;
  to: number;
  speech: SpeechRegion[];
}

/**
 * Packs the speech of a 16 kHz recording into as few windows as its order allows: Whisper's encoder costs the same for
 * three seconds as for thirty. `regions` are in order and do not overlap.
 */
export function packWindows(
  samples: Float32Array,
  regions: readonly SpeechRegion[],
  { paddingSec, maxWindowSec }: PackingOptions = { paddingSec: 0.2, maxWindowSec: 27.5 },
): SpeechWindow[] {
  const maxSamples = Math.floor(maxWindowSec * SPEECH_SAMPLE_RATE_HZ);
  const stretches = padAndMerge(samples.length, regions, paddingSec)
    .flatMap((stretch) => splitLong(samples, stretch, maxSamples))
    .filter(({ speech }) => speech.length > 0);
  return groupInOrder(stretches, maxSamples).map((group) => toWindow(samples, group));
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
      merged.push({ from, to, speech: [region] });
    }
  }
  return merged;
}

/** Cuts a stretch that no window can hold where it is quietest, in the last third of what one can hold. */
function splitLong(samples: Float32Array, stretch: Stretch, maxSamples: number): Stretch[] {
  const parts: Stretch[] = [];
  let { from } = stretch;
  while (stretch.to - from > maxSamples) {
    const latest = from + maxSamples;
    const earliest = from + Math.ceil((maxSamples * 2) / 3);
    const cut = quietestCut(samples, earliest, latest, SPEECH_SAMPLE_RATE_HZ);
    parts.push(partOf(stretch, from, cut));
    from = cut;
  }
  parts.push(partOf(stretch, from, stretch.to));
  return parts;
}

function partOf({ speech }: Stretch, from: number, to: number): Stretch {
  const startSec = from / SPEECH_SAMPLE_RATE_HZ;
  const endSec = to / SPEECH_SAMPLE_RATE_HZ;
  return {
    from,
    to,
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

function toWindow(samples: Float32Array, stretches: readonly Stretch[]): SpeechWindow {
  const length = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  const packed = new Float32Array(length);
  const pieces: WindowPiece[] = [];
  let offset = 0;
  for (const { from, to, speech } of stretches) {
    packed.set(samples.subarray(from, to), offset);
    pieces.push({
      startSec: from / SPEECH_SAMPLE_RATE_HZ,
      endSec: to / SPEECH_SAMPLE_RATE_HZ,
      offsetSec: offset / SPEECH_SAMPLE_RATE_HZ,
      speech,
    });
    offset += to - from;
  }
  return { samples: packed, pieces };
}

function toSamples(seconds: number): number {
  return Math.round(seconds * SPEECH_SAMPLE_RATE_HZ);
}
