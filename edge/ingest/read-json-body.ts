import { AppError } from "../errors/app-error.ts";
import { gunzip } from "./gunzip.ts";
import { readBounded } from "./read-bounded.ts";

/**
 * Reads a JSON body, plain or gzipped, of at most MAX_INGEST_BODY_BYTES after decompression.
 * Throws AppError: 413 `payload_too_large`, 415 `unsupported_encoding`, 400 `invalid_gzip` or `invalid_json`.
 */
export async function readJsonBody(request: Request): Promise<unknown> {
  const bytes = await readBody(request);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    throw invalidJson();
  }
}

function readBody(request: Request): Promise<Uint8Array> {
  if (request.body === null) throw invalidJson();
  const encoding = request.headers.get("Content-Encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity") return readBounded(request.body);
  if (encoding === "gzip") return gunzip(request.body);
  throw new AppError({
    code: "unsupported_encoding",
    status: 415,
    message: "Send the body as it is, or with Content-Encoding: gzip.",
  });
}

function invalidJson(): AppError {
  return new AppError({
    code: "invalid_json",
    status: 400,
    message: "The body is not JSON in UTF-8.",
  });
}
