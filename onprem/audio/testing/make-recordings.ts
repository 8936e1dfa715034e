import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { decodeWav } from "../decode-wav.ts";

/** 62 s of a call, 8 kHz, 16 bit, mono. */
export const CALL_WAV = fileURLToPath(new URL("../../../demo/calls/1001.wav", import.meta.url));
export const CALL_RATE_HZ = 8000;

/** −1 to 1. */
export function callSamples(): Float32Array {
  const [samples = new Int16Array()] = decodeWav(readFileSync(CALL_WAV)).channels;
  return Float32Array.from(samples, (sample) => sample / 0x8000);
}

/** Each kind of file that ViciDial makes of a call, by the commands of its own scripts; `folder` gets them. */
export function makeRecordings(folder: string): Record<RecordingKind, string> {
  const make = (name: string, program: string, args: (path: string) => string[]) => {
    const path = join(folder, name);
    execFileSync(program, args(path), { stdio: "ignore", timeout: 30_000 });
    return path;
  };
  return {
    gsm: make("call-all.gsm", "sox", (path) => [CALL_WAV, path]),
    "gsm in wav": make("call-gsw.wav", "sox", (path) => [CALL_WAV, "-e", "gsm-full-rate", path]),
    ogg: make("call-all.ogg", "sox", (path) => [CALL_WAV, path]),
    mp3: make("call-all.mp3", "lame", (path) => [
      "-b",
      "16",
      "-m",
      "m",
      "--silent",
      CALL_WAV,
      path,
    ]),
    "mp3 with an Info tag": make("tagged-all.mp3", "lame", (path) => [
      "-b",
      "32",
      "-m",
      "m",
      "--silent",
      CALL_WAV,
      path,
    ]),
    "stereo ogg": make("stereo-all.ogg", "sox", (path) => [
      "-M",
      CALL_WAV,
      "-v",
      "0",
      CALL_WAV,
      path,
    ]),
    "adpcm in wav": make("call-adpcm.wav", "sox", (path) => [CALL_WAV, "-e", "ms-adpcm", path]),
  };
}

export type RecordingKind =
  | "gsm"
  | "gsm in wav"
  | "ogg"
  | "mp3"
  | "mp3 with an Info tag"
  | "stereo ogg"
  | "adpcm in wav";
