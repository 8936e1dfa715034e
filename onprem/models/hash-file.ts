import { createHash } from "node:crypto";
import { closeSync, createReadStream, openSync, readSync } from "node:fs";

const CHUNK_BYTES = 1024 * 1024;

/**
 * SHA-256 of a file of any size, in small letters. Rejects with the system's error, or the signal's reason when that
 * aborts. `onBytes` is told of each piece.
 */
export async function hashFile(
  path: string,
  options: { signal?: AbortSignal; onBytes?: (bytes: number) => void } = {},
): Promise<string> {
  const hash = createHash("sha256");
  const stream = createReadStream(path, {
    highWaterMark: CHUNK_BYTES,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  for await (const chunk of stream) {
    // A stream without an encoding gives bytes.
    const bytes = chunk as Buffer;
    hash.update(bytes);
    options.onBytes?.(bytes.length);
  }
  return hash.digest("hex");
}

/** The same where nothing else can go on meanwhile. Throws the system's error. */
export function hashFileSync(path: string): string {
  const hash = createHash("sha256");
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const file = openSync(path, "r");
  try {
    for (;;) {
      const length = readSync(file, chunk);
      if (length === 0) return hash.digest("hex");
      hash.update(chunk.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}
