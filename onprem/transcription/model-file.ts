import { closeSync, openSync, readSync } from "node:fs";

/** "ggml" as whisper.cpp reads it: a little-endian 32-bit magic number at the start of a model. */
const GGML_MAGIC = 0x67676d6c;

/** Why the file cannot be a Whisper model, for people; null when it looks like one. */
export function modelProblem(path: string): string | null {
  const head = Buffer.alloc(4);
  try {
    const file = openSync(path, "r");
    try {
      readSync(file, head, 0, 4, 0);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return `The Whisper model cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
  // The engine ends the process when it is given something else, so it is never asked to.
  return head.readUInt32LE(0) === GGML_MAGIC
    ? null
    : `${path} is not a Whisper model in ggml format. Set whisper.model to a ggml-….bin file.`;
}
