import { basename } from "node:path";

/** Whose data is to go: by the digits of telephone numbers, or by ViciDial's number of the lead. */
export type Caller =
  | { namedBy: "phone"; numbers: readonly string[] }
  | { namedBy: "lead"; leadId: number };

const FEWEST_DIGITS = 6;
const MOST_DIGITS = 15;

/** The digits of a telephone number as somebody writes it; null when it can be none. */
export function phoneDigits(text: string): string | null {
  if (!/^\+?[\d\s().\-/]+$/.test(text)) return null;
  const digits = text.replaceAll(/\D/g, "");
  return digits.length < FEWEST_DIGITS || digits.length > MOST_DIGITS ? null : digits;
}

/**
 * Whether a file's name holds one of the numbers, as a run of digits of its own: a part of a longer run is another's number, or
 * a time.
 */
export function namesNumber(path: string, numbers: readonly string[]): boolean {
  const runs: readonly string[] = basename(path).match(/\d+/g) ?? [];
  return numbers.some((number) => runs.includes(number));
}
