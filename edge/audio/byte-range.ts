/** Bytes of a file, both ends included. */
export type ByteRange = { first: number; last: number };

/** What a request asks of a file: all of it, a part, or a part that it does not have. */
export type Wanted = { kind: "all" } | ({ kind: "part" } & ByteRange) | { kind: "unsatisfiable" };

const ALL: Wanted = { kind: "all" };
/** Longer numbers lose digits; no file has so many bytes. */
const SPEC = /^bytes=(\d{0,15})-(\d{0,15})$/;

/**
 * Reads a Range header for a file of so many bytes (RFC 9110, 14.2). What is malformed, in another unit, or asks for several
 * parts at once is answered with the whole, which the RFC allows; so is a range whose If-Range names another file.
 */
export function readRange(
  { range, ifRange }: { range: string | null; ifRange: string | null },
  { bytes, etag }: { bytes: number; etag: string },
): Wanted {
  if (range === null || (ifRange !== null && ifRange !== etag)) return ALL;
  const match = SPEC.exec(range.trim().toLowerCase().replaceAll(/\s+/g, ""));
  const [, from = "", to = ""] = match ?? [];
  if (match === null || (from === "" && to === "")) return ALL;
  if (from === "") {
    const length = Math.min(Number(to), bytes);
    return length === 0
      ? { kind: "unsatisfiable" }
      : { kind: "part", first: bytes - length, last: bytes - 1 };
  }
  const first = Number(from);
  const last = to === "" ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (to !== "" && Number(to) < first) return ALL;
  return first >= bytes ? { kind: "unsatisfiable" } : { kind: "part", first, last };
}
