import { spawn, type ChildProcess } from "node:child_process";
import { open, type FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import type { Readable } from "node:stream";

import { AudioError } from "./audio-error.ts";
import { MAX_RECORDING_SEC, type DecodedAudio } from "./collect-sound.ts";
import { collectWavStream } from "./collect-wav-stream.ts";
import { findProgram } from "./find-program.ts";
import { MP3_DECODER_DELAY, type RecordingFormat } from "./identify-file.ts";

export type DecodeOptions = {
  /** Folders to look for the programs in, as in PATH. */
  searchPath: string;
  /** Samples to leave out at the start, counted at the file's own rate; MP3 only. */
  leadSamples?: number;
  /** Longer than any call. */
  maxSec?: number;
  /** How long a program may take, counted while this process is not stopped: the guard pauses it. By default: by size. */
  timeLimitMs?: number;
};

/**
 * All three programs may hang, and the worker that waits for them has two minutes at least and much more for each MB, so that
 * a recording is said to have stopped its decoder, not the engine. A megabyte of MP3 or GSM is decoded in a second or two.
 */
const TIME_LIMIT_MS = 35_000;
const TIME_LIMIT_MS_PER_MB = 10_000;
const MAX_COMPLAINT_CHARS = 4096;

const FORMAT_NAMES: Record<RecordingFormat, string> = {
  wav: "This WAV file's codec",
  mp3: "MP3",
  ogg: "Ogg",
  gsm: "GSM",
};

/** A program that decodes standard input to a 16-bit WAV stream on standard output. */
type Decoder = { program: string; args: string[] };

/** What has ffmpeg decode a recording from standard input to a 16-bit WAV stream. */
export function ffmpegDecodeArgs(format: RecordingFormat, leadSamples: number): string[] {
  return [
    ["-hide_banner", "-nostdin", "-loglevel", "error", "-threads", "1"],
    // Only this demuxer and no other protocol: a playlist or a reference inside the file leads nowhere.
    ["-protocol_whitelist", "pipe", "-f", format, "-i", "pipe:0"],
    ["-map", "0:a:0", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"],
    leadSamples > 0 ? ["-af", `atrim=start_sample=${leadSamples}`] : [],
    ["-c:a", "pcm_s16le", "-f", "wav", "pipe:1"],
  ].flat();
}

/** The programs that may read a format, best first. Every ViciDial host has sox and lame, few have ffmpeg. */
function decodersFor(format: RecordingFormat, leadSamples: number): Decoder[] {
  const ffmpeg = ffmpegDecodeArgs(format, leadSamples);
  const sox = [
    ["-V1", "-D", "-t", format, "-"],
    ["-t", "wav", "-e", "signed-integer", "-b", "16", "-"],
    leadSamples > 0 ? ["trim", `${leadSamples}s`] : [],
  ].flat();
  // Its own decoder's delay lame leaves out anyway.
  const delay = leadSamples - MP3_DECODER_DELAY;
  const lame = [
    ["--quiet", "--decode", "--mp3input"],
    leadSamples > 0 ? ["--decode-mp3delay", String(delay)] : [],
    ["-", "-"],
  ].flat();
  return [
    { program: "ffmpeg", args: ffmpeg },
    { program: "sox", args: sox },
    // Debian's sox reads no MP3; lame, which ViciDial compresses with, does.
    ...(format === "mp3" ? [{ program: "lame", args: lame }] : []),
  ];
}

/**
 * Decodes a file with ffmpeg, sox or lame, whichever of them is there and can. The program gets the open file as its
 * standard input, so that neither a path nor a name, which holds a phone number, is among its arguments or in its errors.
 * Throws AudioError, or the system's error when the file cannot be opened.
 */
export async function decodeByTool(
  path: string,
  format: RecordingFormat,
  { searchPath, leadSamples = 0, maxSec = MAX_RECORDING_SEC, timeLimitMs }: DecodeOptions,
): Promise<DecodedAudio> {
  const failures: DecoderFailure[] = [];
  for (const { program, args } of decodersFor(format, leadSamples)) {
    const executable = findProgram(program, searchPath);
    if (executable === null) continue;
    try {
      return await runDecoder(path, executable, args, maxSec, timeLimitMs);
    } catch (error) {
      if (!(error instanceof DecoderFailure)) throw error;
      failures.push(error);
    }
  }
  throw worstOf(failures, format);
}

/** `signal`: what ended it when that was not its own exit. */
type Ending = { code: number | null; signal: string | null };
type Started = {
  child: ChildProcess;
  sound: Readable;
  complaints: Readable;
  ended: Promise<Ending>;
};

/** One program's failure to read the file; another may do better. */
class DecoderFailure extends Error {
  override name = "DecoderFailure";
  readonly kind: "cannot_read" | "no_such_format" | "stopped";

  constructor(kind: DecoderFailure["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

function worstOf(failures: DecoderFailure[], format: RecordingFormat): AudioError {
  const name = FORMAT_NAMES[format];
  const stopped = failures.find(({ kind }) => kind === "stopped");
  if (stopped !== undefined) return new AudioError("decoder_stopped", stopped.message);
  const unreadable = failures.find(({ kind }) => kind === "cannot_read");
  if (unreadable !== undefined) return new AudioError("decoder_failed", unreadable.message);
  const wanted = format === "mp3" ? "lame" : "sox";
  return new AudioError(
    "no_decoder",
    `${name} needs a program to decode it, and none on this host does: install ${wanted} (apt-get, dnf or zypper install ${wanted}) or ffmpeg.`,
  );
}

/** Runs one program. Throws DecoderFailure; AudioError for what no other program can mend. */
async function runDecoder(
  path: string,
  executable: string,
  args: string[],
  maxSec: number,
  timeLimitMs: number | undefined,
): Promise<DecodedAudio> {
  const file = await open(path, "r");
  try {
    const megabytes = (await file.stat()).size / 1e6;
    const limitMs = timeLimitMs ?? TIME_LIMIT_MS + megabytes * TIME_LIMIT_MS_PER_MB;
    const started = startOn(file, executable, args);
    return await soundOf(started, basename(executable), maxSec, limitMs);
  } finally {
    await file.close();
  }
}

async function soundOf(
  { child, sound, complaints, ended }: Started,
  program: string,
  maxSec: number,
  timeLimitMs: number,
): Promise<DecodedAudio> {
  let complaint = "";
  complaints.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(0, MAX_COMPLAINT_CHARS);
  });
  let tookTooLong = false;
  const stopTimer = afterAwakeTime(timeLimitMs, () => {
    tookTooLong = true;
    child.kill("SIGKILL");
  });
  try {
    const audio = await collectWavStream(sound, maxSec).catch((error: unknown) => {
      if (!(error instanceof AudioError)) throw error;
      return error;
    });
    // It gave what cannot be used and would go on.
    if (audio instanceof AudioError && !sound.readableEnded) throw audio;
    const { code, signal } = await ended;
    if (tookTooLong) {
      const limit = `${Math.round(timeLimitMs / 1000)} s`;
      throw new DecoderFailure("stopped", `${program} did not decode it within ${limit}.`);
    }
    if (signal !== null) {
      throw new DecoderFailure("stopped", `${program} ended before it was done (${signal}).`);
    }
    if (code !== 0) {
      const kind = /no handler for|Unknown input format/i.test(complaint)
        ? "no_such_format"
        : "cannot_read";
      throw new DecoderFailure(
        kind,
        `${program} cannot read the file (exit code ${code}): it is damaged, or not what it begins as.`,
      );
    }
    if (audio instanceof AudioError) throw audio;
    return audio;
  } finally {
    stopTimer();
    child.kill("SIGKILL");
  }
}

/** Starts a program on an open file. Its sound must be read from at once: what a quick one leaves unread is dropped. */
function startOn(file: FileHandle, executable: string, args: string[]): Started {
  const child = spawn(executable, args, {
    stdio: [file.fd, "pipe", "pipe"],
    cwd: "/",
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
  });
  const ended = new Promise<Ending>((resolve) => {
    child.once("error", () => resolve({ code: null, signal: "it could not be started" }));
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("a program was started without pipes");
  return { child, sound: stdout, complaints: stderr, ended };
}

/** Calls `act` after so much time in which this process ran; returns what calls it off. */
export function afterAwakeTime(limitMs: number, act: () => void): () => void {
  const tickMs = Math.min(1000, limitMs / 4);
  let awakeMs = 0;
  const timer = setInterval(() => {
    awakeMs += tickMs;
    if (awakeMs < limitMs) return;
    clearInterval(timer);
    act();
  }, tickMs);
  return () => clearInterval(timer);
}
