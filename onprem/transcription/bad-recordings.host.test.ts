import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { wavFile } from "../audio/testing/wav-file.ts";
import { admitRecordings } from "../queue/admit-recordings.ts";
import { noteRecording } from "../queue/note-recording.ts";
import { DEMO_CALLS, DEMO_MODEL } from "../testing/night-site.ts";
import {
  ADMIT_AT_ONCE,
  NOON,
  openTestQueue,
  seenFile,
  seenRecording,
  stateOf,
} from "../testing/queue-fixture.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { readCpuTopology } from "./cpu-topology.ts";
import { DEFAULT_RECOGNITION } from "./recognition-options.ts";
import { superviseTranscription } from "./supervisor.ts";
import { startWhisperWorker, type WhisperWorker } from "./whisper-worker.ts";
import { WorkerBrake } from "./worker-brake.ts";

const PHONE = "07700900123";

async function startWorker(path = process.env.PATH): Promise<WhisperWorker> {
  const worker = await startWhisperWorker({
    modelPath: DEMO_MODEL,
    cpus: [readCpuTopology().allowed.at(-1) ?? 0],
    threads: 1,
    recognition: DEFAULT_RECOGNITION,
    homeFolder: tempFolder(),
    env: { ...process.env, PATH: path },
    brake: new WorkerBrake(),
  });
  onTestFinished(() => worker.kill());
  return worker;
}

function peakMb({ pid }: WhisperWorker): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s*(\d+) kB/m.exec(status)?.[1]) / 1024;
}

/** Numbers from 0 to below 1 that are the same in each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Some bytes changed, mostly of the header; sometimes cut, lengthened, or with a part moved. */
function mutate(original: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  let bytes = Uint8Array.from(original);
  for (let change = below(6); change >= 0; change--) {
    const at = random() < 0.8 ? below(48) : below(bytes.length);
    const odd = [0x00, 0x01, 0x7f, 0x80, 0xff];
    bytes[at] = random() < 0.5 ? (odd[below(odd.length)] ?? 0) : below(256);
  }
  if (random() < 0.2) bytes = bytes.subarray(0, below(bytes.length));
  if (random() < 0.1) bytes = Buffer.concat([bytes, bytes.subarray(below(bytes.length))]);
  if (random() < 0.1) bytes.copyWithin(below(64), below(64), below(bytes.length));
  return bytes;
}

test("three hundred mutated WAV files pass through one worker, in bounded memory, and the next recording is transcribed", async () => {
  const random = seeded(20261129);
  const folder = tempFolder();
  // Two seconds in which somebody speaks.
  const call = readFileSync(join(DEMO_CALLS, "1001.wav"));
  const speech = wavFile({
    data: Uint8Array.from(call.subarray(44 + 5 * 16_000, 44 + 7 * 16_000)),
  });
  const worker = await startWorker();
  const kinds = new Map<string, number>();
  const errors: string[] = [];
  const path = join(folder, `20261120-101500_${PHONE}-all.wav`);
  for (let index = 0; index < 300; index++) {
    writeFileSync(path, mutate(speech, random));
    const recordingId = String(index);
    const result = await worker.transcribe(
      { recordingId, path, language: "en", initialPrompt: null, minCallSec: 0 },
      60_000,
    );
    kinds.set(result.kind, (kinds.get(result.kind) ?? 0) + 1);
    if (result.kind === "error") errors.push(`${result.code}: ${result.reason}`);
  }
  // Each is foreseen, and none tells the file's name.
  expect(errors.filter((error) => /^engine_error|07700900123/.test(error))).toEqual([]);
  // Both were met many times: what cannot be read, and what can all the same.
  expect(kinds.get("error")).toBeGreaterThan(50);
  expect(kinds.get("transcribed")).toBeGreaterThan(20);
  expect(worker.alive()).toBe(true);
  expect(peakMb(worker)).toBeLessThan(500);
  const good = await worker.transcribe(
    {
      recordingId: "good",
      path: join(DEMO_CALLS, "1004.wav"),
      language: "en",
      initialPrompt: null,
      minCallSec: 0,
    },
    60_000,
  );
  expect(good).toMatchObject({ kind: "transcribed" });
});

describe("in a night", () => {
  /** Has a real worker do these files, in this order, each once. */
  async function transcribeAll(paths: Record<string, string>, searchPath?: string) {
    const db = openTestQueue();
    for (const [index, [recordingId, path]] of Object.entries(paths).entries()) {
      const startedAt = NOON - 60_000 + index;
      noteRecording(
        db,
        seenRecording(recordingId, { startedAt, file: seenFile(recordingId, { path }) }),
        NOON,
      );
    }
    admitRecordings(db, ADMIT_AT_ONCE, NOON);
    const worker = await startWorker(searchPath);
    let peak = 0;
    const { signal } = new AbortController();
    await superviseTranscription({
      db,
      lease: { owner: "run-1", bootId: "boot-1" },
      workers: 1,
      startWorker: async () => worker,
      request: ({ recording_id: recordingId, path }) => ({
        recordingId,
        path,
        language: "en",
        initialPrompt: null,
        minCallSec: 0,
      }),
      claimTerms: () => ({ maxSec: null }),
      // What is to be tried again is left for the next night.
      endWhenIdleForMs: 0,
      freeIdleWorkersMs: Infinity,
      drain: signal,
      stop: signal,
      mayFinish: () => false,
      now: () => NOON,
      onEvent: ({ type }) => {
        if (type === "settled") peak = peakMb(worker);
      },
    });
    const reason = db.prepare("SELECT reason FROM recording WHERE recording_id = ?");
    return {
      stateOf: (id: string) => stateOf(db, id),
      reasonOf: (id: string) => reason.get(id)?.reason,
      peak,
    };
  }

  test("a decoder that hangs, one that floods, a folder and an empty file cost nobody else anything", async () => {
    const folder = tempFolder();
    const head = join(folder, "head");
    writeFileSync(head, wavFile({ data: new Uint8Array(), announcedBytes: 0x7fffffff }));
    const tools = tempFolder();
    // Tells the two by the first byte of what it is given.
    writeFileSync(
      join(tools, "ffmpeg"),
      `#!/bin/sh\nif [ "$(head -c 1)" = O ]; then exec sleep 600; fi\ncat ${head}; exec cat /dev/zero\n`,
      { mode: 0o755 },
    );
    const hanging = join(folder, `${PHONE}.ogg`);
    writeFileSync(hanging, Buffer.concat([Buffer.from("OggS"), Buffer.alloc(5000)]));
    const flooding = join(folder, "flood.gsm");
    writeFileSync(flooding, new Uint8Array(33 * 50).fill(0xd0));
    const empty = join(folder, "empty.wav");
    writeFileSync(empty, new Uint8Array());
    const directory = join(folder, "directory.wav");
    mkdirSync(directory);
    const {
      stateOf: state,
      reasonOf,
      peak,
    } = await transcribeAll(
      {
        "1-hangs": hanging,
        "2-floods": flooding,
        "3-empty": empty,
        "4-directory": directory,
        "5-good": join(DEMO_CALLS, "1004.wav"),
      },
      tools,
    );
    expect(state("1-hangs")).toMatchObject({ state: "pending", reason_code: "decoder_stopped" });
    expect(reasonOf("1-hangs")).toBe("ffmpeg did not decode it within 35 s.");
    expect(state("2-floods")).toMatchObject({ state: "failed", reason_code: "too_long" });
    expect(state("3-empty")).toMatchObject({ state: "failed", reason_code: "empty" });
    expect(state("4-directory")).toMatchObject({ reason_code: "unreadable" });
    expect(state("5-good")).toMatchObject({ state: "transcribed", attempts: 1 });
    // Six hours at 8 kHz, which is where it is ended.
    expect(peak).toBeLessThan(800);
  });

  test("samples that are no numbers, 48 kHz in float and stereo, and a file that is replaced while it is read", async () => {
    const folder = tempFolder();
    const call = readFileSync(join(DEMO_CALLS, "1004.wav")).subarray(44);
    const speech = Array.from({ length: call.length / 2 }, (_, at) => call.readInt16LE(2 * at));
    const float = (samples: number[]) => new Uint8Array(Float32Array.from(samples).buffer);
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e38];
    const noNumbers = join(folder, "nan.wav");
    writeFileSync(
      noNumbers,
      wavFile({
        tag: 3,
        bitsPerSample: 32,
        data: float(Array.from({ length: 80_000 }, () => Number.NaN)),
      }),
    );
    const someNumbers = join(folder, "some.wav");
    const withGaps = speech.map(
      (sample, at) => (at % 5000 < 4 ? odd[at % 5] : sample / 0x8000) ?? 0,
    );
    writeFileSync(someNumbers, wavFile({ tag: 3, bitsPerSample: 32, data: float(withGaps) }));
    const studio = join(folder, "studio.wav");
    // Each sample six times for 48 kHz, left as it is and right silent.
    const stereo = Array.from({ length: speech.length * 12 }, (_, at) =>
      at % 2 === 0 ? (speech[Math.floor(at / 12)] ?? 0) / 0x8000 : 0,
    );
    writeFileSync(
      studio,
      wavFile({
        tag: 3,
        bitsPerSample: 32,
        channelCount: 2,
        sampleRateHz: 48_000,
        data: float(stereo),
      }),
    );
    const replaced = join(folder, "replaced.gsm");
    writeFileSync(replaced, new Uint8Array(33 * 50).fill(0xd0));
    const tools = tempFolder();
    const other = join(DEMO_CALLS, "1004.wav");
    writeFileSync(
      join(tools, "ffmpeg"),
      `#!/bin/sh\ncp ${other} ${replaced}.new\nmv ${replaced}.new ${replaced}\nexec cat ${other}\n`,
      { mode: 0o755 },
    );
    const { stateOf: state, peak } = await transcribeAll(
      {
        "1-nan": noNumbers,
        "2-some": someNumbers,
        "3-studio": studio,
        "4-replaced": replaced,
        "5-good": other,
      },
      tools,
    );
    expect(state("1-nan")).toMatchObject({ state: "skipped", reason_code: "no_speech" });
    expect(state("2-some")).toMatchObject({ state: "transcribed", attempts: 1 });
    expect(state("3-studio")).toMatchObject({ state: "transcribed", attempts: 1 });
    expect(state("4-replaced")).toMatchObject({
      state: "pending",
      reason_code: "changed_while_read",
    });
    expect(state("5-good")).toMatchObject({ state: "transcribed", attempts: 1 });
    expect(peak).toBeLessThan(500);
  });

  test("a recording of four hours takes two bytes a sample and what the collector has not come by yet", async () => {
    const folder = tempFolder();
    const path = join(folder, "long.wav");
    // A-law at 8 kHz, all silence.
    const samples = 4 * 60 * 60 * 8000;
    writeFileSync(
      path,
      wavFile({ tag: 6, bitsPerSample: 8, data: new Uint8Array(samples).fill(0xd5) }),
    );
    const good = join(DEMO_CALLS, "1004.wav");
    const short = await transcribeAll({ "1-good": good });
    const { stateOf: state, peak } = await transcribeAll({ "1-long": path, "2-good": good });
    expect(state("1-long")).toMatchObject({ state: "skipped", reason_code: "no_speech" });
    expect(state("2-good")).toMatchObject({ state: "transcribed" });
    // As 32-bit floats the samples alone would be four bytes each; blocks that were read wait for the collector.
    expect(peak - short.peak).toBeLessThan((3 * samples) / 1024 / 1024 + 60);
  }, 600_000);
});
