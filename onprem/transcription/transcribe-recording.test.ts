import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { expect, test } from "vitest";

import { MAX_SEGMENTS, transcriptSchema } from "#shared/contracts/transcript.ts";

import { CALL_WAV } from "../audio/testing/make-recordings.ts";
import { debianTool } from "../testing/debian-tool.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { DEFAULT_RECOGNITION } from "./recognition-options.ts";
import { transcribeInProcess } from "./testing/transcribe-in-process.ts";
import { transcribePrepared } from "./transcribe-recording.ts";

const missing = debianTool("lame").missing;

test.skipIf(missing !== null)(
  `an MP3 is transcribed as the call's WAV is, at the same times, and waits where it has no decoder${missing ? ` (skipped: ${missing})` : ""}`,
  () => {
    const mp3 = join(tempFolder(), "20261120-103108_7275551212-all.mp3");
    execFileSync("lame", ["-b", "16", "-m", "m", "--silent", CALL_WAV, mp3]);
    const [fromMp3, fromWav, undecoded] = transcribeInProcess(
      { path: mp3 },
      { path: CALL_WAV },
      { path: mp3, searchPath: "" },
    );
    if (fromMp3?.kind !== "transcribed" || fromWav?.kind !== "transcribed") {
      throw new Error(`${fromMp3?.kind}, ${fromWav?.kind}`);
    }
    expect(Math.abs(fromMp3.transcript.word_count - fromWav.transcript.word_count)).toBeLessThan(8);
    const [first, ofWav] = [fromMp3.transcript.segments[0], fromWav.transcript.segments[0]];
    expect(first?.text).toMatch(/thank you for calling/i);
    expect(Math.abs((first?.start_sec ?? 0) - (ofWav?.start_sec ?? 0))).toBeLessThan(0.15);
    expect(undecoded).toMatchObject({
      kind: "error",
      code: "no_decoder",
      permanent: false,
      reason: expect.stringMatching(/install lame/),
    });
  },
);

test("a file that is gone, and one that cannot be read, are told apart, without their names", () => {
  const folder = tempFolder();
  const results = transcribeInProcess(
    { path: join(folder, "7275551212-all.gsm") },
    { path: folder },
  );
  expect(results).toMatchObject([
    { kind: "file_missing" },
    { kind: "error", code: "unreadable", permanent: false },
  ]);
  expect(JSON.stringify(results)).not.toContain("/");
});

test("a call with more turns than a transcript holds is transcribed, without a word missing", async () => {
  const seconds = 4 * 60 * 60;
  const windowSec = 20;
  const turnsIn = windowSec / 2;
  const windows = Array.from({ length: seconds / windowSec }, (_, at) => {
    const [startSec, endSec] = [at * windowSec, (at + 1) * windowSec];
    const speech = [{ startSec, endSec }];
    return { pieces: [{ startSec, endSec, offsetSec: 0, sharedSec: 0, speech }] };
  });
  const result = await transcribePrepared(
    {
      kind: "prepared",
      request: {
        recordingId: "1",
        path: "",
        language: "en",
        initialPrompt: null,
        minCallSec: 0,
      },
      channels: [
        { speaker: null, sound: { samples: new Int16Array(), sampleRateHz: 8000 }, windows },
      ],
      durationSec: seconds,
      speechSec: seconds,
      preparationSec: 1,
    },
    {
      // Two seconds a turn: four hours of real calls would take hours.
      engine: {
        model: "quick.bin",
        transcribe: async () => ({
          language: "en",
          segments: Array.from({ length: turnsIn }, (_, at) => {
            const text = ` Well, that is turn ${at} of it.`;
            const [fromSec, toSec] = [2 * at, 2 * at + 1.8];
            return { fromSec, toSec, text, confidence: 0.9, words: [{ text, fromSec, toSec }] };
          }),
        }),
        free: async () => undefined,
      },
      clockMs: () => 0,
      recognition: DEFAULT_RECOGNITION,
    },
  );
  if (result.kind !== "transcribed") throw new Error(result.kind);
  const { transcript } = result;
  expect(windows.length * turnsIn).toBeGreaterThan(MAX_SEGMENTS);
  expect(transcript.segments).toHaveLength(MAX_SEGMENTS);
  expect(transcript.word_count).toBe(windows.length * turnsIn * 7);
  expect(transcript.left_out).toEqual([]);
  expect(transcriptSchema.safeParse(transcript).error).toBeUndefined();
});
