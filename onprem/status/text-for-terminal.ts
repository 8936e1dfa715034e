/**
 * Text from outside as a terminal may show it: control characters, which can rewrite what stands there, and those that turn
 * the direction of reading, become dots.
 */
export function forTerminal(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "·");
}
