import { open, readFile } from "node:fs/promises";
import { extname } from "node:path";

import { AudioError } from "./audio-error.ts";
import { decodeByTool, type DecodeOptions } from "./decode-by-tool.ts";
import { decodeWav, type DecodedAudio } from "./decode-wav.ts";
import { HEAD_BYTES, mp3LeadSamples, recordingFormat } from "./identify-file.ts";

/** Longer than any call that decodeWav takes; a file is read whole. */
const MAX_WAV_BYTES = 1.5 * 1024 ** 3;

/**
 * Decodes a recording of any kind that ViciDial writes: PCM, µ-law and A-law WAV here, the rest by a program of the host.
 * What it is, its first bytes say; the extension is only a hint. Throws AudioError, or the system's error when the file
 * cannot be read.
 */
export async function decodeRecording(
  path: string,
  options: Omit<DecodeOptions, "leadSamples">,
): Promise<DecodedAudio> {
  const { head, size } = await readHead(path);
  const format = recordingFormat(head, extname(path));
  if (format !== null && format !== "wav") {
    return decodeByTool(path, format, { ...options, leadSamples: mp3LeadSamples(head) });
  }
  if (size > MAX_WAV_BYTES) {
    throw new AudioError("too_long", "The file is larger than any call's recording.");
  }
  try {
    return decodeWav(await readFile(path));
  } catch (error) {
    const isOtherCodec = error instanceof AudioError && error.code === "unsupported_codec";
    if (!isOtherCodec || format === null) throw error;
  }
  return decodeByTool(path, format, options);
}

async function readHead(path: string): Promise<{ head: Uint8Array; size: number }> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return { head: buffer.subarray(0, bytesRead), size };
  } finally {
    await file.close();
  }
}
