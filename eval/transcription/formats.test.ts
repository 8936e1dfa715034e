import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { CALLS_FOLDER, readDemoCalls } from "../../demo/demo-calls.ts";
import { decodeWav } from "../../onprem/audio/decode-wav.ts";
import { wavFile } from "../../onprem/audio/testing/wav-file.ts";
import { debianTool } from "../../onprem/testing/debian-tool.ts";
import { readCpuTopology } from "../../onprem/transcription/cpu-topology.ts";
import { prepareWorkers } from "../../onprem/transcription/prepare-workers.ts";
import { DEFAULT_RECOGNITION } from "../../onprem/transcription/recognition-options.ts";
import { readLabelledFolder } from "./labelled-folder.ts";
import { errorRate, measureRecording } from "./measure-recording.ts";
import { transcribeLabelled, type Heard } from "./transcribe-labelled.ts";

/*
 * One call in every format that a recording may come in, through a real worker: what is heard does not depend on the file.
 */
const missing = [debianTool("sox"), debianTool("lame")].find((tool) => tool.missing !== null);
const call = readDemoCalls().find(({ recording_id: id }) => id === "1004");
const original = join(CALLS_FOLDER, "1004.wav");
const folder = mkdtempSync(join(tmpdir(), "nightshift-formats-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Make = (path: string) => void;

function sox(...args: string[]): Make {
  return (path) => run("sox", [original, ...args, path]);
}

function run(program: string, args: string[]): void {
  execFileSync(program, args, { stdio: "ignore", timeout: 30_000 });
}

/** The original's bytes, changed. */
function bytes(change: (wav: Buffer) => Buffer): Make {
  return (path) => writeFileSync(path, change(readFileSync(original)));
}

/** A sound of 16-bit stereo PCM whose left side has the agent, the right side the customer. */
function bothSides(path: string): void {
  const { channels, sampleRateHz } = decodeWav(readFileSync(original));
  const samples = channels[0] ?? new Int16Array();
  const data = new Uint8Array(samples.length * 4);
  const view = new DataView(data.buffer);
  for (const { speaker, start, end } of call?.truth ?? []) {
    const from = Math.floor((start - 0.05) * sampleRateHz);
    const to = Math.min(samples.length, Math.ceil((end + 0.05) * sampleRateHz));
    for (let at = from; at < to; at += 1) {
      view.setInt16(at * 4 + (speaker === "agent" ? 0 : 2), samples[at] ?? 0, true);
    }
  }
  writeFileSync(path, wavFile({ channelCount: 2, sampleRateHz, data }));
}

/** By name: how the file is made, and how much worse than the plain call it may be heard, in words wrong of a hundred. */
const FORMATS: Record<string, { make: Make; worse?: number }> = {
  "pcm16.wav": { make: (path) => copyFileSync(original, path) },
  "pcm8.wav": { make: sox("-b", "8", "-e", "unsigned-integer"), worse: 5 },
  "mu-law.wav": { make: sox("-e", "mu-law") },
  "a-law.wav": { make: sox("-e", "a-law") },
  "wav49.wav": { make: sox("-e", "gsm-full-rate"), worse: 5 },
  "raw.gsm": { make: sox("-t", "gsm"), worse: 5 },
  "low.mp3": { make: (path) => run("lame", ["-b", "16", "-m", "m", original, path]), worse: 10 },
  "vorbis.ogg": { make: sox("-t", "ogg") },
  "16-khz.wav": { make: sox("-r", "16000") },
  "44-khz.wav": { make: sox("-r", "44100") },
  "48-khz-stereo-float.wav": {
    make: (path) => {
      bothSides(`${path}.both`);
      run("sox", ["-t", "wav", `${path}.both`, "-r", "48000", "-e", "float", "-b", "32", path]);
    },
    worse: 5,
  },
  "stereo.wav": { make: bothSides, worse: 5 },
  "really-ogg.wav": { make: sox("-t", "ogg") },
  "really-wav.gsm": { make: (path) => copyFileSync(original, path) },
  "length-zero.wav": { make: bytes((wav) => (wav.writeUInt32LE(0, 40), wav)) },
  "length-huge.wav": { make: bytes((wav) => (wav.writeUInt32LE(0x7fffffff, 40), wav)) },
  "junk-behind.wav": { make: bytes((wav) => Buffer.concat([wav, Buffer.alloc(5001, 0x5a)])) },
};

describe.skipIf(missing !== undefined)("a call in every format", () => {
  const heard = new Map<string, Heard>();

  beforeAll(async () => {
    for (const [name, { make }] of Object.entries(FORMATS)) make(join(folder, name));
    const truth = Object.keys(FORMATS).map((name) => ({
      recording_id: name.replace(/\.\w+$/, ""),
      truth: call?.truth,
    }));
    writeFileSync(join(folder, "truth.json"), JSON.stringify(truth));
    await transcribeLabelled(
      readLabelledFolder(folder),
      { language: "en", initialPrompt: null, minCallSec: 0 },
      prepareWorkers(
        {
          whisper: {
            model: join(CALLS_FOLDER, "..", "whisper-demo.bin"),
            language: "en",
            cpus: null,
            workers: null,
            threads: null,
            recognition: DEFAULT_RECOGNITION,
          },
          stateFolder: folder,
        },
        process.env,
        readCpuTopology(),
      ),
      (one) => heard.set(one.recording.name, one),
      new AbortController().signal,
    );
  });

  const percentWrong = (name: string) => {
    const one = heard.get(name.replace(/\.\w+$/, ""));
    if (one === undefined || one.segments === null) {
      throw new Error(`${name}: ${one?.reason ?? "not transcribed"}`);
    }
    return 100 * (errorRate(measureRecording(one.recording, one.segments)) ?? 1);
  };

  test.each(Object.entries(FORMATS).map(([name, { worse = 0 }]) => [name, worse] as const))(
    "%s is heard as the plain call is, but for %d words of a hundred",
    (name, worse) => {
      expect(percentWrong(name)).toBeLessThanOrEqual(percentWrong("pcm16.wav") + worse);
    },
  );

  test.each(["stereo.wav", "48-khz-stereo-float.wav"])("%s says who speaks", (name) => {
    const segments = heard.get(name.replace(/\.\w+$/, ""))?.segments ?? [];
    expect(new Set(segments.map(({ speaker }) => speaker))).toEqual(new Set(["agent", "customer"]));
  });

  test("one channel claims no speaker", () => {
    const segments = heard.get("pcm16")?.segments ?? [];
    expect(new Set(segments.map(({ speaker }) => speaker))).toEqual(new Set([null]));
  });
});
