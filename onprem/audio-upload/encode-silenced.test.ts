import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { CALL_WAV as CALL, makeRecordings } from "../audio/testing/make-recordings.ts";
import { pcm16, wavFile } from "../audio/testing/wav-file.ts";
import { debianTool } from "../testing/debian-tool.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { encodeSilenced } from "./encode-silenced.ts";
import { BYTES_PER_SAMPLE, SampleSilencer } from "./silence-samples.ts";
import { decodeSound, loudest, RINGING_SEC } from "./testing/decoded-sound.ts";

const ffmpeg = debianTool("ffmpeg");
const sox = debianTool("sox");
const lame = debianTool("lame");

/** Loudness, of 1, that is called silence: 16-bit rounding and what a lossy codec makes of zeros. */
const SILENCE = 4 / 0x8000;
const HEARD = 0.02;

type Stretch = { start_sec: number; end_sec: number };

/** Stretches as a plan has them: anywhere, also at the start, the end and beyond it; joined where they overlap. */
const stretchesIn = (maxSec: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: maxSec * 100 }), fc.integer({ min: 1, max: 400 })), {
      maxLength: 8,
    })
    .map((pairs) => {
      const stretches: Stretch[] = [];
      for (const [from, length] of pairs.toSorted(([a], [b]) => a - b)) {
        const one = { start_sec: from / 100, end_sec: (from + length) / 100 };
        const last = stretches.at(-1);
        if (last !== undefined && one.start_sec <= last.end_sec) {
          last.end_sec = Math.max(last.end_sec, one.end_sec);
        } else stretches.push(one);
      }
      return stretches;
    });

const isIn = (stretches: readonly Stretch[], sec: number) =>
  stretches.some(({ start_sec, end_sec }) => sec >= start_sec && sec < end_sec);

test("before it is encoded every sample of a stretch is zero, and no other is touched", () => {
  fc.assert(
    fc.property(
      stretchesIn(12),
      fc.constantFrom(8000, 11_025, 16_000, 44_100),
      fc.constantFrom(1, 2),
      fc.array(fc.integer({ min: 1, max: 9999 }), { minLength: 1, maxLength: 20 }),
      fc.double({ min: 1, max: 12, noNaN: true }),
      (stretches, sampleRateHz, channelCount, blockSizes, endSec) => {
        const frames = 10 * sampleRateHz;
        const sound = Buffer.alloc(frames * channelCount * BYTES_PER_SAMPLE, 1);
        const silencer = new SampleSilencer({ sampleRateHz, channelCount }, stretches, endSec);
        const passed: Buffer[] = [];
        for (let at = 0, turn = 0; at < sound.length; turn += 1) {
          const size = blockSizes[turn % blockSizes.length] ?? 1;
          passed.push(silencer.pass(Buffer.from(sound.subarray(at, at + size))));
          at += size;
        }
        const heard = Buffer.concat(passed);
        const endFrame = Math.min(frames, Math.ceil(endSec * sampleRateHz));
        expect(heard.length).toBe(endFrame * channelCount * BYTES_PER_SAMPLE);
        expect(silencer.receivedBytes).toBe(sound.length);
        for (let frame = 0; frame < endFrame; frame += 37) {
          const from = frame * channelCount * BYTES_PER_SAMPLE;
          const bytes = heard.subarray(from, from + channelCount * BYTES_PER_SAMPLE);
          const isZero = bytes.every((byte) => byte === 0);
          const isWhole = bytes.every((byte) => byte === 1);
          // A sample at the edge may be silenced with its stretch.
          const mustBeWhole = ![-1, 0, 1].some((off) =>
            isIn(stretches, (frame + off) / sampleRateHz),
          );
          const mustBeZero = isIn(stretches, frame / sampleRateHz);
          const isRight = mustBeZero ? isZero : isWhole || (isZero && !mustBeWhole);
          expect([frame, isRight]).toEqual([frame, true]);
        }
      },
    ),
    { numRuns: 150 },
  );
});

/** Something loud all the time, so that every silence is the silencer's. */
function loudRecording(folder: string, sampleRateHz: number, channelCount: number, sec: number) {
  const path = join(folder, `loud-${sampleRateHz}-${channelCount}.wav`);
  const samples = Array.from({ length: sampleRateHz * sec * channelCount }, (_, at) => {
    const time = Math.floor(at / channelCount) / sampleRateHz;
    const tone = 300 + 200 * (at % channelCount) + 150 * Math.sin(time * 5);
    return Math.round(0x4000 * Math.sin(2 * Math.PI * tone * time));
  });
  writeFileSync(path, wavFile({ data: pcm16(samples), channelCount, sampleRateHz }));
  return path;
}

async function encoded(path: string, silenced: Stretch[], audioSec: number) {
  const output = join(tempFolder(), "sound.webm");
  const signal = new AbortController().signal;
  const sound = await encodeSilenced({
    path,
    output,
    silenced,
    audioSec,
    ffmpeg: ffmpeg.path ?? "",
    signal,
  });
  return { output, sound };
}

describe.skipIf(ffmpeg.missing !== null)("encoded and decoded again", () => {
  test.each([
    [8000, 1],
    [8000, 2],
    [16_000, 1],
    [44_100, 2],
  ])(
    "at %i Hz with %i channels stretches are silent, and what lies between is heard",
    async (rate, channelCount) => {
      const folder = tempFolder();
      const sec = 8;
      const path = loudRecording(folder, rate, channelCount, sec);
      await fc.assert(
        fc.asyncProperty(stretchesIn(sec), async (stretches) => {
          const { output } = await encoded(path, stretches, sec);
          const decoded = decodeSound(ffmpeg.path ?? "", output, channelCount);
          expect(Math.abs(decoded.durationSec - sec)).toBeLessThan(0.1);
          for (const { start_sec, end_sec } of stretches) {
            expect(
              loudest(decoded, start_sec + RINGING_SEC, end_sec - RINGING_SEC),
            ).toBeLessThanOrEqual(SILENCE);
          }
          const edges = [
            0,
            ...stretches.flatMap(({ start_sec, end_sec }) => [start_sec, end_sec]),
            sec,
          ];
          for (let at = 0; at < edges.length; at += 2) {
            const [from = 0, to = 0] = edges.slice(at, at + 2);
            if (to - from < 0.4) continue;
            expect(loudest(decoded, from + 0.1, to - 0.1)).toBeGreaterThan(HEARD);
          }
        }),
        {
          numRuns: 5,
          endOnFailure: true,
          examples: [
            [
              [
                { start_sec: 0, end_sec: 3 },
                { start_sec: 6, end_sec: 11 },
              ],
            ],
            [[]],
          ],
        },
      );
    },
    240_000,
  );

  test("the same sound becomes the same file", async () => {
    const silenced = [{ start_sec: 5, end_sec: 9 }];
    const [one, other] = await Promise.all([
      encoded(CALL, silenced, 62.15),
      encoded(CALL, silenced, 62.15),
    ]);
    expect(readFileSync(one.output).equals(readFileSync(other.output))).toBe(true);
  });

  test("what was never transcribed is left out", async () => {
    const path = loudRecording(tempFolder(), 8000, 1, 12);
    const { output, sound } = await encoded(path, [], 11.2);
    expect(sound).toMatchObject({ sampleRateHz: 8000, channelCount: 1, durationSec: 11.2 });
    expect(decodeSound(ffmpeg.path ?? "", output, 1).durationSec).toBeLessThan(11.3);
  });

  test("a file that is not what was transcribed is refused", async () => {
    const folder = tempFolder();
    const text = join(folder, "call.wav");
    writeFileSync(text, "RIFF....WAVE and nothing behind it");
    const page = join(folder, "page.wav");
    writeFileSync(page, "<!doctype html>");
    for (const [path, sec] of [
      [CALL, 70],
      [CALL, 50],
      [text, 10],
      [page, 10],
    ] as const) {
      await expect(encoded(path, [], sec)).rejects.toMatchObject({ code: "recording_changed" });
    }
    await expect(encoded(join(folder, "gone.wav"), [], 10)).rejects.toMatchObject({
      code: "ENOENT",
    });
  });

  test("is broken off at once, and leaves no program behind", async () => {
    const stop = new AbortController();
    const output = join(tempFolder(), "sound.webm");
    const path = loudRecording(tempFolder(), 8000, 2, 120);
    const options = { path, output, silenced: [], audioSec: 120, ffmpeg: ffmpeg.path ?? "" };
    const work = encodeSilenced({ ...options, signal: stop.signal });
    setTimeout(() => stop.abort(), 60);
    await expect(work).rejects.toBeInstanceOf(Error);
    expect(spawnSync("pgrep", ["-f", output]).stdout.toString()).toBe("");
  });

  test.skipIf(sox.missing !== null || lame.missing !== null)(
    "every kind of recording keeps its times",
    async () => {
      const folder = tempFolder();
      for (const [kind, path] of Object.entries(makeRecordings(folder))) {
        const { output, sound } = await encoded(path, [{ start_sec: 20, end_sec: 30 }], 62.15);
        expect([kind, existsSync(output)]).toEqual([kind, true]);
        const decoded = decodeSound(ffmpeg.path ?? "", output, sound.channelCount);
        expect(loudest(decoded, 20 + RINGING_SEC, 30 - RINGING_SEC)).toBeLessThanOrEqual(SILENCE);
        expect(loudest(decoded, 0, 20)).toBeGreaterThan(HEARD);
        expect(loudest(decoded, 30, 62)).toBeGreaterThan(HEARD);
      }
    },
    120_000,
  );
});
