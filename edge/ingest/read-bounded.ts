import { MAX_INGEST_BODY_BYTES } from "#shared/contracts/ingest-answer.ts";

import { AppError } from "../errors/app-error.ts";

/**
 * Reads a stream to its end, or until it has given more than MAX_INGEST_BODY_BYTES: then it is cancelled and AppError
 * 413 `payload_too_large` thrown. `onChunk` is called after each chunk.
 */
export async function readBounded(
  stream: ReadableStream<Uint8Array>,
  onChunk: () => void = () => undefined,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > MAX_INGEST_BODY_BYTES) {
      await reader.cancel().catch(() => undefined);
      throw tooLarge();
    }
    chunks.push(value);
    onChunk();
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

function tooLarge(): AppError {
  return new AppError({
    code: "payload_too_large",
    status: 413,
    message: `A body holds at most ${MAX_INGEST_BODY_BYTES} bytes after decompression. Send fewer items at a time.`,
  });
}
