import { MAX_INGEST_BODY_BYTES } from "#shared/contracts/ingest-answer.ts";

import { AppError } from "../errors/app-error.ts";

/**
 * Reads a JSON body, plain or gzipped. Reading stops as soon as more than MAX_INGEST_BODY_BYTES have come out of the
 * decompressor, so a small body cannot become a large one in memory.
 * Throws AppError: 413 `payload_too_large`, 415 `unsupported_encoding`, 400 `invalid_gzip` or `invalid_json`.
 */
export async function readJsonBody(request: Request): Promise<unknown> {
  const text = decodeUtf8(await readBounded(decompressed(request)));
  try {
    return JSON.parse(text);
  } catch {
    throw invalidJson();
  }
}

function decompressed(request: Request): ReadableStream<Uint8Array> {
  if (request.body === null) throw invalidJson();
  const encoding = request.headers.get("Content-Encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity") return request.body;
  if (encoding === "gzip") return request.body.pipeThrough(new DecompressionStream("gzip"));
  throw new AppError({
    code: "unsupported_encoding",
    status: 415,
    message: "Send the body as it is, or with Content-Encoding: gzip.",
  });
}

async function readBounded(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await readChunk(reader);
    if (done) break;
    size += value.byteLength;
    if (size > MAX_INGEST_BODY_BYTES) {
      await reader.cancel().catch(() => undefined);
      throw new AppError({
        code: "payload_too_large",
        status: 413,
        message: `A body holds at most ${MAX_INGEST_BODY_BYTES} bytes after decompression. Send fewer items at a time.`,
      });
    }
    chunks.push(value);
  }
  return concatenate(chunks, size);
}

async function readChunk(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read();
  } catch {
    throw new AppError({
      code: "invalid_gzip",
      status: 400,
      message: "The body says it is gzip, but cannot be decompressed.",
    });
  }
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw invalidJson();
  }
}

function invalidJson(): AppError {
  return new AppError({
    code: "invalid_json",
    status: 400,
    message: "The body is not JSON in UTF-8.",
  });
}
