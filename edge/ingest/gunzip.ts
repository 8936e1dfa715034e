import { AppError } from "../errors/app-error.ts";
import { readBounded } from "./read-bounded.ts";

/** Deflate makes at most 1032 bytes of one, so no more than 16 MB ever wait to be read. */
const SLICE_BYTES = 16 * 1024;

/**
 * Decompresses a gzip body, reading no more of it than it takes to see that it is too large. The platform's
 * decompressor takes in whatever it is given and keeps all that comes out, whether or not anybody reads it: a body of
 * 100 KB can fill the Worker's memory. So it is fed small slices, each only after what came of the last was read.
 * Throws AppError: 413 `payload_too_large`, 400 `invalid_gzip`.
 */
export async function gunzip(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const { readable, writable } = new DecompressionStream("gzip");
  let chunksRead = 0;
  const output = readBounded(readable, () => {
    chunksRead += 1;
  });
  const stopped = new AbortController();
  output.catch(() => stopped.abort());
  const decompressor = writable.getWriter();
  try {
    await feed(body, decompressor, () => chunksRead, stopped.signal);
  } catch (thrown) {
    // ends the output too, whose error is the one that counts
    await decompressor.abort(thrown).catch(() => undefined);
  }
  try {
    return await output;
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw new AppError({
      code: "invalid_gzip",
      status: 400,
      message: "The body says it is gzip, but cannot be decompressed.",
    });
  }
}

async function feed(
  body: ReadableStream<Uint8Array>,
  decompressor: WritableStreamDefaultWriter<BufferSource>,
  chunksRead: () => number,
  stopped: AbortSignal,
): Promise<void> {
  for await (const chunk of body) {
    for (let from = 0; from < chunk.byteLength; from += SLICE_BYTES) {
      if (stopped.aborted) return;
      await decompressor.write(chunk.slice(from, from + SLICE_BYTES));
      await untilStill(chunksRead);
    }
  }
  await decompressor.close();
}

/** Waits until a count has stopped growing from one turn of the event loop to the next. */
async function untilStill(count: () => number): Promise<void> {
  let before: number;
  do {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 0));
  } while (count() !== before);
}
