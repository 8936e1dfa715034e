import { createReadStream } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const BLOCK_BYTES = 16 * 1024;

/** A file's bytes, no faster than so many bits a second: the line is production's, calls run over it. */
export async function* pacedFile(
  path: string,
  { bitsPerSec, signal }: { bitsPerSec: number; signal: AbortSignal },
): AsyncGenerator<Buffer> {
  const blockMs = (BLOCK_BYTES * 8 * 1000) / bitsPerSec;
  for await (const block of createReadStream(path, { highWaterMark: BLOCK_BYTES, signal })) {
    yield block;
    await sleep(blockMs, undefined, { signal });
  }
}
