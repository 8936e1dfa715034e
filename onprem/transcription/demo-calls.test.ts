import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";
import * as z from "zod";

import { INAUDIBLE, type Segment, type Transcript } from "#shared/contracts/transcript.ts";

import { decodeWav } from "../audio/decode-wav.ts";
import { pcm16, wavFile } from "../audio/testing/wav-file.ts";
import { debianTool } from "../testing/debian-tool.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { spokenWords } from "./doubts/spoken-words.ts";
import { transcriptsOf } from "./testing/transcribe-in-process.ts";

/* The whole way from file to transcript, with the real engine and the demo's model. */

const CALLS = fileURLToPath(new URL("../../demo/calls/", import.meta.url));
const RATE_HZ = 8_000;
const OFF_SEC = 0.5;

const lineSchema = z.object({
  speaker: z.enum(["agent", "customer"]),
  start: z.number(),
  end: z.number(),
  text: z.string(),
});
type Line = z.infer<typeof lineSchema>;
const calls = z
  .array(z.object({ recording_id: z.string(), truth: z.array(lineSchema) }))
  .parse(JSON.parse(readFileSync(join(CALLS, "truth.json"), "utf8")))
  .filter(({ truth }) => truth.length > 0);

const fileOf = (recordingId: string) => join(CALLS, `${recordingId}.wav`);
const samplesOf = (recordingId: string) =>
  decodeWav(readFileSync(fileOf(recordingId))).channels[0] ?? new Int16Array();

function written(name: string, samples: readonly number[], channelCount = 1): string {
  const path = join(tempFolder(), name);
  writeFileSync(path, wavFile({ data: pcm16(samples), channelCount }));
  return path;
}

/** Each segment with the line of the truth that it overlaps most. */
function withLines(segments: readonly Segment[], lines: readonly Line[]) {
  return segments.map((segment) => {
    const shared = ({ start, end }: Line) =>
      Math.min(end, segment.end_sec) - Math.max(start, segment.start_sec);
    const [line] = lines.toSorted((a, b) => shared(b) - shared(a));
    return { segment, line };
  });
}

/** Segments that lie off the truth, and lines that not exactly one segment tells. */
function misplaced(segments: readonly Segment[], lines: readonly Line[]) {
  const pairs = withLines(segments, lines);
  const off = pairs.filter(
    ({ segment, line }) =>
      line === undefined ||
      Math.abs(segment.start_sec - line.start) > OFF_SEC ||
      Math.abs(segment.end_sec - line.end) > OFF_SEC,
  );
  const untold = lines.filter((line) => pairs.filter((pair) => pair.line === line).length !== 1);
  return { off, untold };
}

test("every segment of the demo's calls lies within 0.5 s of the truth, and nothing is left out", () => {
  const transcripts = transcriptsOf(...calls.map(({ recording_id: id }) => ({ path: fileOf(id) })));
  for (const [at, { recording_id: id, truth }] of calls.entries()) {
    const { segments, left_out, low_confidence, language } = transcripts[at] ?? { segments: [] };
    expect({ id, ...misplaced(segments, truth) }).toEqual({ id, off: [], untold: [] });
    expect({ left_out, low_confidence, language }).toEqual({
      left_out: [],
      low_confidence: false,
      language: "en",
    });
    expect(new Set(segments.map(({ speaker }) => speaker))).toEqual(new Set([null]));
  }
}, 120_000);

test("recorded apart, each line is the agent's or the customer's, within 0.5 s", () => {
  const [call] = calls;
  const truth = call?.truth ?? [];
  const mono = samplesOf("1001");
  // What somebody says, and around it the quiet of a line.
  const channels = (["agent", "customer"] as const).map((speaker) => {
    const own = new Int16Array(mono.length);
    for (const { start, end } of truth.filter((line) => line.speaker === speaker)) {
      const [from, to] = [Math.floor((start - 0.1) * RATE_HZ), Math.ceil((end + 0.1) * RATE_HZ)];
      own.set(mono.subarray(from, to), from);
    }
    return [...own];
  });
  const [agent = [], customer = []] = channels;
  const path = written(
    "call.wav",
    agent.flatMap((sample, at) => [sample, customer[at] ?? 0]),
    2,
  );

  const [transcript] = transcriptsOf({ path });
  const segments = transcript?.segments ?? [];
  expect(misplaced(segments, truth)).toEqual({ off: [], untold: [] });
  for (const { segment, line } of withLines(segments, truth)) {
    expect({ text: segment.text, speaker: segment.speaker }).toEqual({
      text: segment.text,
      speaker: line?.speaker,
    });
  }
  expect(segments.map(({ start_sec }) => start_sec)).toEqual(
    segments.map(({ start_sec }) => start_sec).toSorted((a, b) => a - b),
  );
}, 60_000);

describe("speech without a pause for the detector", () => {
  const lines = calls
    .filter(({ recording_id: id }) => ["1001", "1002"].includes(id))
    .flatMap(({ recording_id: id, truth }) => truth.map((line) => ({ id, ...line })));

  /** The lines one after the other, so many seconds apart. */
  function inARow(pauseSec: number): string {
    const samples = lines.flatMap(({ id, start, end }) => [
      ...samplesOf(id).subarray(start * RATE_HZ, end * RATE_HZ),
      ...Array.from({ length: pauseSec * RATE_HZ }, () => 0),
    ]);
    return written(`${pauseSec}.wav`, samples);
  }

  const wordsOf = (transcript: Transcript | undefined) =>
    spokenWords((transcript?.segments ?? []).map(({ text }) => text).join(" "));

  test("is cut between words: every word is there, once", () => {
    const [transcript] = transcriptsOf({ path: inARow(0.2) });
    expect(wordsOf(transcript)).toEqual(spokenWords(lines.map(({ text }) => text).join(" ")));
    expect(transcript?.left_out).toEqual([]);
  }, 60_000);

  test("with digital silence in it the model leaves lines out of its most probable text; another try brings them", () => {
    const [transcript] = transcriptsOf({ path: inARow(0.6) });
    expect(wordsOf(transcript).join(" ")).toContain(
      "the name on the account it is four seven one nine two zero the name is mr turner thank you",
    );
  }, 60_000);
});

test("the same recording always gives the same transcript, with the encoder's context trimmed or not the same words", () => {
  const path = fileOf("1010");
  const [first, second, full] = transcriptsOf({ path }, { path }, { path, trimAudioCtx: false });
  expect(second?.segments).toEqual(first?.segments);
  expect(full?.segments.map(({ text }) => text)).toEqual(first?.segments.map(({ text }) => text));
}, 60_000);

test("a model for English hears English when it is to recognise the language", () => {
  const path = fileOf("1010");
  const transcripts = transcriptsOf({ path, language: "auto" }, { path, language: "en" });
  expect(transcripts[0]?.segments).toEqual(transcripts[1]?.segments);
  expect(transcripts[0]?.language).toBe("en");
}, 60_000);

const missing = debianTool("sox").missing;

test.skipIf(missing !== null)(
  `a call that drowns in noise is marked, and what nobody can make out is told with its times${missing ? ` (skipped: ${missing})` : ""}`,
  () => {
    const [noise, noisy] = [join(tempFolder(), "noise.wav"), join(tempFolder(), "noisy.wav")];
    const format = ["-r", "8000", "-c", "1", "-b", "16"];
    // -R: the same noise at every run.
    execFileSync("sox", ["-R", "-n", ...format, noise, "synth", "70", "pinknoise", "vol", "0.35"]);
    execFileSync("sox", [
      "-R",
      "-m",
      "-v",
      "1",
      fileOf("1001"),
      "-v",
      "1",
      noise,
      "-b",
      "16",
      noisy,
      "trim",
      "20",
      "20",
    ]);
    const [clean, drowned] = transcriptsOf({ path: fileOf("1001") }, { path: noisy });
    expect(clean).toMatchObject({ low_confidence: false, left_out: [] });
    expect(clean?.confidence).toBeGreaterThan(0.95);
    expect(drowned).toMatchObject({ low_confidence: true });
    const inaudible = (drowned?.left_out ?? []).filter(({ outcome }) => outcome === "inaudible");
    expect(inaudible.length).toBeGreaterThan(0);
    for (const { start_sec, end_sec } of inaudible) {
      expect(drowned?.segments).toContainEqual({
        start_sec,
        end_sec,
        text: INAUDIBLE,
        confidence: 0,
        speaker: null,
      });
    }
  },
  60_000,
);
