/*
 * Errors as logs may have them. The messages of the system and of libraries quote paths, and a recording's path holds the
 * caller's phone number; messages of JSON.parse quote what was said.
 */

const MAX_CHARS = 500;
const MAX_CAUSES = 3;

/** Digits as people group them, without spaces and with. */
const GROUPED = /\+?\(?\d[\d().\-/]*\d/g;
const SPACED = /\+?\b\d{2,6}(?: \d{2,6})+\b/g;
const MAX_DIGITS = 6;
const ADDRESS_OR_DATE = /^(\d{1,3}(\.\d{1,3}){3}|(19|20)\d\d-\d\d-\d\d)$/;

/** Takes out of a message what could be a phone number, and what is quoted from JSON. */
export function withoutNumbers(message: string): string {
  return message
    .replace(/^.*is not valid JSON/s, "not valid JSON")
    .replaceAll(GROUPED, mask)
    .replaceAll(SPACED, mask)
    .replaceAll(/\p{Cc}+/gu, " ")
    .slice(0, MAX_CHARS);
}

function mask(number: string): string {
  const digits = number.replaceAll(/\D/g, "").length;
  return digits <= MAX_DIGITS || ADDRESS_OR_DATE.test(number) ? number : "…";
}

/** What an error is called for programs, what it says, and what caused it. */
export function describeError(error: unknown): { code: string; message: string; cause?: string } {
  const causes: string[] = [];
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause !== undefined && causes.length < MAX_CAUSES) {
    causes.push(withoutNumbers(cause instanceof Error ? cause.message : String(cause)));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return {
    code: codeOf(error),
    message: withoutNumbers(error instanceof Error ? error.message : String(error)),
    ...(causes.length === 0 ? {} : { cause: causes.join(" ← ") }),
  };
}

const SQLITE_CODES: Record<number, string> = {
  5: "database_locked",
  6: "database_locked",
  8: "database_read_only",
  10: "disk_error",
  11: "database_damaged",
  13: "disk_full",
  14: "database_unopenable",
  26: "database_damaged",
};

/** Our own errors have a code in small letters; those of SQLite and of the system get one. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unexpected";
  if ("errcode" in error) {
    return SQLITE_CODES[Number(error.errcode) & 0xff] ?? "database_error";
  }
  const code = "code" in error ? String(error.code) : "";
  if (code === "ENOSPC" || code === "EDQUOT") return "disk_full";
  if (code === "EIO" || code === "EROFS") return "disk_error";
  if (/^[a-z][a-z_]{1,40}$/.test(code)) return code;
  return error.name === "SourceError" ? "source_unreadable" : "unexpected";
}

/** A fault of the moment: waiting for room, for another process or for a disk mends it. */
export function isPassing(error: unknown): boolean {
  return ["database_locked", "disk_full", "disk_error"].includes(codeOf(error));
}
