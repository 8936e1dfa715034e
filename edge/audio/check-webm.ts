import { AppError } from "../errors/app-error.ts";

/** The header of a WebM file with one track of Opus ends well before; see https://www.rfc-editor.org/rfc/rfc8794. */
export const WEBM_HEAD_BYTES = 1024;

const EBML = [0x1a, 0x45, 0xdf, 0xa3];

/** @throws AppError `not_webm_opus` unless a file begins as WebM whose sound is Opus */
export function checkWebmOpus(head: Uint8Array): void {
  const text = String.fromCharCode(...head.subarray(0, WEBM_HEAD_BYTES));
  const isWebm = EBML.every((byte, at) => head[at] === byte) && /webm/.test(text.slice(0, 64));
  if (isWebm && text.includes("A_OPUS") && text.includes("OpusHead")) return;
  throw new AppError({
    code: "not_webm_opus",
    status: 415,
    message: "The body must be a WebM file whose one track is Opus.",
  });
}
