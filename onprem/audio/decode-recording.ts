import type { Stats } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";
import { extname } from "node:path";

import { AudioError } from "./audio-error.ts";
import type { DecodedAudio } from "./collect-sound.ts";
import { decodeByTool, type DecodeOptions } from "./decode-by-tool.ts";
import { decodeWavFile } from "./decode-wav.ts";
import { HEAD_BYTES, mp3LeadSamples, recordingFormat } from "./identify-file.ts";

type ToolOptions = Omit<DecodeOptions, "leadSamples">;

/**
 * Decodes a recording of any kind that ViciDial writes: PCM, µ-law and A-law WAV here, the rest by a program of the host.
 * What it is, its first bytes say; the extension is only a hint. Throws AudioError, or the system's error when the file
 * cannot be read.
 */
export async function decodeRecording(path: string, options: ToolOptions): Promise<DecodedAudio> {
  const file = await open(path, "r");
  try {
    const before = await file.stat();
    const [decoded] = await Promise.allSettled([decode(file, path, before.size, options)]);
    // Neither what came of it nor what went wrong says anything of the file that is there now.
    if (await hasChanged(path, before)) {
      throw new AudioError(
        "changed_while_read",
        "The file was changed or replaced while it was read.",
      );
    }
    if (decoded.status === "rejected") throw decoded.reason;
    return decoded.value;
  } finally {
    await file.close();
  }
}

async function decode(
  file: FileHandle,
  path: string,
  size: number,
  options: ToolOptions,
): Promise<DecodedAudio> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  const head = buffer.subarray(0, bytesRead);
  const format = recordingFormat(head, extname(path));
  if (format !== null && format !== "wav") {
    return decodeByTool(path, format, { ...options, leadSamples: mp3LeadSamples(head) });
  }
  try {
    return await decodeWavFile(file, size);
  } catch (error) {
    const isOtherCodec = error instanceof AudioError && error.code === "unsupported_codec";
    if (!isOtherCodec || format === null) throw error;
  }
  return decodeByTool(path, format, options);
}

/** Whether another file, or another content, stands under the name now. One that is gone was still read to its end. */
async function hasChanged(path: string, before: Stats): Promise<boolean> {
  const now = await stat(path).catch(() => null);
  return (
    now !== null &&
    (now.ino !== before.ino || now.size !== before.size || now.mtimeMs !== before.mtimeMs)
  );
}
