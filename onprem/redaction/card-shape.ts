/** A card's number has 13 to 19 digits; with so many it may be complete. */
export const MIN_CARD_DIGITS = 13;
const MAX_CARD_DIGITS = 19;
const MIN_ECHO_DIGITS = 5;
const MIN_ECHO_DIGITS_OF_OTHER = 2;
const FOURS_OF_A_CARD = 3;
/** British with its trunk prefix, or North American. */
const TELEPHONE_NUMBER = /^(?:0\d{9,10}|1?[2-9]\d{2}[2-9]\d{6})$/;

/**
 * Whether digits are a card's number by their shape alone, with no word of a card: thirteen or more, whatever their check
 * digit says, since recognisers drop and double digits. `parts` are the digits as they were said, in pieces and turns.
 * Where another kind of number was asked for, its pieces are mostly read back, short ones as well.
 * Where the speaker corrected himself, they are no numbers by themselves.
 */
export function looksLikeCard(
  parts: readonly string[],
  { isOtherNumber, isCorrected }: { isOtherNumber: boolean; isCorrected: boolean },
): boolean {
  const said = withoutEchoes(parts, isOtherNumber ? MIN_ECHO_DIGITS_OF_OTHER : MIN_ECHO_DIGITS);
  const digits = said.join("");
  const isReadInFours = parts.filter((part) => part.length === 4).length >= FOURS_OF_A_CARD;
  if (isReadInFours && parts.join("").length >= MIN_CARD_DIGITS) return !isYears(digits);
  if (digits.length < MIN_CARD_DIGITS || isYears(digits)) return false;
  if (said.some((part) => part.length >= MIN_CARD_DIGITS)) return true;
  return isCorrected || !said.every((part) => TELEPHONE_NUMBER.test(part));
}

/** Whether these digits are a card's number without a fault: right length, right check digit. */
export function isCardNumber(digits: string): boolean {
  const { length } = digits;
  return length >= MIN_CARD_DIGITS && length <= MAX_CARD_DIGITS && isLuhnValid(digits);
}

/** The check of ISO/IEC 7812-1, Annex B. */
function isLuhnValid(digits: string): boolean {
  const sum = [...digits].toReversed().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Leaves out what only repeats the digits just said, as an agent does with a telephone number. */
function withoutEchoes(parts: readonly string[], minDigits: number): string[] {
  let digits = "";
  return parts.filter((part) => {
    if (part.length >= minDigits && digits.endsWith(part)) return false;
    digits += part;
    return true;
  });
}

/** "2023, 2024, 2025 and 2026". */
function isYears(digits: string): boolean {
  return /^((19|20)\d\d)+$/.test(digits);
}
