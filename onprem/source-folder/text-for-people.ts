/**
 * A path as a message may show it: what a terminal would act on is taken out, and runs of digits that are no date, since a
 * name may hold a caller's number.
 */
export function textForPeople(path: string): string {
  return path
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "�")
    .replaceAll(/\d{5,}/g, (digits) => (/^20\d{6}$/.test(digits) ? digits : "…"));
}

/** A path as the shell takes it, for a command that a message proposes; null when it cannot be shown. */
export function shellPath(path: string): string | null {
  return textForPeople(path) === path ? `'${path.replaceAll("'", `'\\''`)}'` : null;
}
