import { spawn, type ChildProcess } from "node:child_process";
import { open, type FileHandle } from "node:fs/promises";
import { constants, setPriority } from "node:os";
import { extname } from "node:path";
import { pipeline } from "node:stream/promises";

import type { AudioUnavailableCode, Silenced } from "#shared/contracts/audio.ts";

import { MAX_RECORDING_SEC } from "../audio/collect-sound.ts";
import { afterAwakeTime, ffmpegDecodeArgs } from "../audio/decode-by-tool.ts";
import { HEAD_BYTES, mp3LeadSamples, recordingFormat } from "../audio/identify-file.ts";
import { readRiffChunks } from "../audio/riff-chunks.ts";
import { BYTES_PER_SAMPLE, SampleSilencer, type PcmFormat } from "./silence-samples.ts";

/** Bits a second of one channel, and of two. */
const BIT_RATES = ["16k", "24k"] as const;
/** Long frames: at 16 kbit/s the container's share of 20 ms ones would be a sixth of the file. */
const FRAME_MS = "60";
/** What the decoder writes before the sound begins. */
const MAX_HEADER_BYTES = 4096;
/** Compressing a recording moves its end by less than that (an MP3's padding is a tenth of a second). */
const MAX_OFF_SEC = 1;
/** Both programs together take a second for ten minutes of sound; the host may be ten times as slow and busy. */
const TIME_LIMIT_MS = 60_000;
const TIME_LIMIT_MS_PER_SEC = 100;

/** Why there is no silenced sound of a recording. */
export class AudioUnfitError extends Error {
  override name = "AudioUnfitError";
  readonly code: AudioUnavailableCode;

  constructor(code: AudioUnavailableCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type EncodeOptions = {
  /** Of the recording. */
  path: string;
  /** Of the file to write: Opus in WebM. */
  output: string;
  silenced: Silenced;
  /** How long the recording was when it was transcribed, in seconds: what comes after is not known and left out. */
  audioSec: number;
  ffmpeg: string;
  signal: AbortSignal;
};

export type EncodedSound = PcmFormat & { durationSec: number };

/**
 * Writes a recording's sound, silent in the given stretches, as Opus: decoded by one ffmpeg, silenced here sample by sample, and
 * encoded by another, which so never sees what is silenced. Nothing but a few blocks is held in memory and nothing unsilenced
 * reaches a disk. Throws AudioUnfitError, and the system's error when a file cannot be read or written.
 */
export async function encodeSilenced(options: EncodeOptions): Promise<EncodedSound> {
  const file = await open(options.path, "r");
  try {
    return await encode(file, options);
  } finally {
    await file.close();
  }
}

async function encode(file: FileHandle, options: EncodeOptions): Promise<EncodedSound> {
  const { path, output, silenced, audioSec, ffmpeg, signal } = options;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  const head = buffer.subarray(0, bytesRead);
  const format = recordingFormat(head, extname(path));
  if (format === null) throw new AudioUnfitError("recording_changed", "This is no recording.");
  const lead = format === "mp3" ? mp3LeadSamples(head) : 0;
  const programs: Program[] = [];
  const stop = () => programs.forEach(({ child }) => child.kill("SIGKILL"));
  const stopTimer = afterAwakeTime(TIME_LIMIT_MS + audioSec * TIME_LIMIT_MS_PER_SEC, stop);
  signal.addEventListener("abort", stop, { once: true });
  try {
    signal.throwIfAborted();
    const decoder = start(ffmpeg, ffmpegDecodeArgs(format, lead), file.fd);
    programs.push(decoder);
    const sound = await readWavHeader(decoder);
    const encoder = start(ffmpeg, encodeArgs(sound.format, output), "pipe");
    programs.push(encoder);
    const silencer = new SampleSilencer(sound.format, silenced, audioSec);
    await feed(encoder, silencedBlocks(sound, silencer));
    await succeed(decoder, "decode");
    await succeed(encoder, "encode");
    const frameBytes = BYTES_PER_SAMPLE * sound.format.channelCount;
    const durationSec = silencer.receivedBytes / frameBytes / sound.format.sampleRateHz;
    if (Math.abs(durationSec - audioSec) > MAX_OFF_SEC) {
      throw new AudioUnfitError(
        "recording_changed",
        `The file holds ${durationSec.toFixed(1)} s of sound, and ${audioSec.toFixed(1)} s were transcribed.`,
      );
    }
    return { ...sound.format, durationSec: Math.min(durationSec, audioSec) };
  } finally {
    stopTimer();
    signal.removeEventListener("abort", stop);
    stop();
  }
}

function encodeArgs({ sampleRateHz, channelCount }: PcmFormat, output: string): string[] {
  const bitRate = BIT_RATES[channelCount - 1];
  if (bitRate === undefined || sampleRateHz === 0) {
    throw new AudioUnfitError("recording_changed", `It has ${channelCount} channels.`);
  }
  return [
    ["-hide_banner", "-nostdin", "-loglevel", "error", "-y"],
    ["-f", "s16le", "-ar", String(sampleRateHz), "-ac", String(channelCount), "-i", "pipe:0"],
    // Rates that Opus has; what lies above is not heard on a telephone.
    ["-ar", sampleRateHz <= 8000 ? "8000" : "16000", "-threads", "1"],
    ["-c:a", "libopus", "-b:a", bitRate, "-vbr", "constrained", "-application", "voip"],
    ["-frame_duration", FRAME_MS, "-map_metadata", "-1"],
    // The same sound becomes the same file, so that a repeated upload is known as one.
    ["-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "webm", output],
  ].flat();
}

type Program = {
  child: ChildProcess;
  /** Exit code, or the signal or error that ended it. */
  ended: Promise<number | string>;
};

function start(ffmpeg: string, args: string[], input: number | "pipe"): Program {
  const child = spawn(ffmpeg, args, {
    stdio: [input, "pipe", "ignore"],
    cwd: "/",
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
  });
  const ended = new Promise<number | string>((resolve) => {
    child.once("error", () => resolve("it could not be started"));
    child.once("close", (code, signal) => resolve(code ?? signal ?? "it was ended"));
  });
  giveWay(child);
  return { child, ended };
}

/** Under systemd the service's own weight holds, and it may not change priorities. */
function giveWay({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // it has ended, or must not
  }
}

type Sound = { format: PcmFormat; first: Buffer; rest: AsyncIterator<Buffer> };

async function readWavHeader({ child, ended }: Program): Promise<Sound> {
  if (child.stdout === null) throw new Error("a program was started without pipes");
  const rest: AsyncIterator<Buffer> = child.stdout[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < MAX_HEADER_BYTES) {
    const next = await rest.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  if (head.length === 0) {
    throw new AudioUnfitError("recording_changed", `ffmpeg cannot decode it (${await ended}).`);
  }
  const { format, dataStart } = readRiffChunks(head);
  return { format, first: head.subarray(dataStart), rest };
}

async function* silencedBlocks({ format, first, rest }: Sound, silencer: SampleSilencer) {
  const maxBytes = MAX_RECORDING_SEC * format.sampleRateHz * format.channelCount * BYTES_PER_SAMPLE;
  yield silencer.pass(first);
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    if (silencer.receivedBytes > maxBytes) {
      throw new AudioUnfitError("recording_changed", "It is longer than any call.");
    }
    yield silencer.pass(next.value);
  }
}

/** A program that ends before it has read all says why by its exit, not by the broken pipe. */
async function feed({ child }: Program, blocks: AsyncIterable<Buffer>): Promise<void> {
  if (child.stdin === null) throw new Error("a program was started without pipes");
  child.stdout?.resume();
  try {
    await pipeline(blocks, child.stdin);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code !== "EPIPE" && code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  }
}

async function succeed({ ended }: Program, what: "decode" | "encode"): Promise<void> {
  const end = await ended;
  if (end === 0) return;
  const code = what === "decode" && typeof end === "number" ? "recording_changed" : "failed";
  throw new AudioUnfitError(code, `ffmpeg could not ${what} it (${end}).`);
}
