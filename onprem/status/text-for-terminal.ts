/**
 * Text from outside as a terminal may show it: control characters, which can rewrite what stands there, and those that turn
 * the direction of reading, become dots.
 */
export function forTerminal(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "·");
}

/** The same for JSON, which leaves the second half of the control characters as they are: escaped, so nothing is lost. */
export function jsonForTerminal(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) =>
    Array.from(
      { length: char.length },
      (_, index) => `\\u${char.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
