import { clusters, digitsOf, isJoiner } from "./digit-clusters.ts";
import type { Phrase } from "./find-phrases.ts";
import type { Lexicon } from "./lexicon.ts";
import { readNumbers, type DigitGroup } from "./read-numbers.ts";
import { settleDoubts } from "./settle-doubts.ts";
import type { Token } from "./tokenise.ts";

/** What a number is for: part of a number read aloud, or something to be kept. */
export type NumberRole = "digits" | "amount" | "date" | "count" | "pronoun";

export interface ClassifiedGroup extends DigitGroup {
  role: NumberRole;
}

const MAX_AMOUNT_DIGITS = 6;
const MAX_WHOLE_AMOUNT_DIGITS = 4;
const MAX_COUNT = 19;
/** Pence as shops like them: what tells a list of prices from a card's digits in pairs. */
const PRICE_ENDINGS = new Set([
  "00",
  "25",
  "45",
  "49",
  "50",
  "75",
  "79",
  "89",
  "90",
  "95",
  "98",
  "99",
]);
const CURRENCY_SIGNS = new Set(["£", "$", "€", "¥"]);

/** Every number of a call with what it is for. Words that are no number after all are left out. */
export function classifyNumbers(
  tokens: readonly Token[],
  lexicon: Lexicon,
  phraseAt: (index: number) => Phrase | undefined,
): ClassifiedGroup[] {
  const isTaken = (index: number) => phraseAt(index) !== undefined;
  const numbers = settleDoubts(
    tokens,
    lexicon,
    readNumbers(tokens, lexicon, isTaken),
    (index) => phraseAt(index)?.kind === "interjection",
  );
  return clusters(tokens, numbers, isJoiner).flatMap((cluster) =>
    classifyCluster(tokens, lexicon, isTaken, cluster),
  );
}

function classifyCluster(
  tokens: readonly Token[],
  lexicon: Lexicon,
  isTaken: (index: number) => boolean,
  cluster: DigitGroup[],
): ClassifiedGroup[] {
  const [first] = cluster;
  const last = cluster.at(-1);
  if (first === undefined || last === undefined) return [];
  const digits = digitsOf(cluster);
  const inSegment = (index: number) =>
    isTaken(index) || tokens[index]?.segment !== tokens[first.first]?.segment
      ? ""
      : (tokens[index]?.text ?? "");
  // "N for November": a letter, no month.
  const beside = (index: number) =>
    lexicon.spelling.alphabet.includes(inSegment(index)) &&
    [...lexicon.spelling.leads, ...lexicon.spelling.alphabet].includes(inSegment(index - 1))
      ? ""
      : inSegment(index);
  const before = beside(first.first - 1);
  const follows = beside(last.last + 1);
  const all = (role: NumberRole) => cluster.map((group) => ({ ...group, role }));

  if (isCount(lexicon, digits, before, follows)) return all("count");
  if (digits === "1" && lexicon.pronounLeads.includes(before)) return all("pronoun");
  if (isDate(lexicon, digits, before, follows)) return all("date");
  if (isDateInFigures(tokens, cluster)) return all("date");
  const isLed = CURRENCY_SIGNS.has(before);
  const isUnit = lexicon.units.includes(follows) || follows === "%";
  if (isLed || isUnit) {
    // "four two four two thirty five pounds": only what stands next to the unit is an amount.
    if (isUnit && digits.length <= MAX_WHOLE_AMOUNT_DIGITS) return all("amount");
    const ledLength = isLed ? unspacedLength(tokens, cluster) : 0;
    const isLedAmount = digitsOf(cluster.slice(0, ledLength)).length <= MAX_AMOUNT_DIGITS + 2;
    const isLastAmount = isUnit && last.digits.length <= MAX_AMOUNT_DIGITS;
    const between = cluster.slice(ledLength, isUnit ? -1 : undefined);
    // "£4,721.00, thirty-one ninety nine, £5": prices in a row.
    const isPriceBetween =
      isLedAmount && (digitsOf(between).length <= MAX_WHOLE_AMOUNT_DIGITS || arePrices(between));
    return cluster.map((group, at) => {
      const isAmount =
        (at < ledLength && isLedAmount) ||
        (group === last && isLastAmount) ||
        (between.includes(group) && isPriceBetween);
      return { ...group, role: isAmount ? "amount" : "digits" };
    });
  }
  const isShort = digits.length <= MAX_WHOLE_AMOUNT_DIGITS;
  // "seventy-three pounds eighty-nine"
  const isRest = digits.length <= 2 && lexicon.moneyUnits.includes(before);
  return all(
    isRest ||
      (lexicon.amountLeads.includes(before) && isShort) ||
      isTime(lexicon, cluster, before) ||
      isPrice(tokens, lexicon, cluster) ||
      isInRange(tokens, lexicon, cluster)
      ? "amount"
      : "digits",
  );
}

/** "the next four", "sixteen digits". */
function isCount(lexicon: Lexicon, digits: string, before: string, follows: string): boolean {
  if (digits.length > 2 || Number(digits) < 2 || Number(digits) > MAX_COUNT) return false;
  return lexicon.countLeads.includes(before) || lexicon.countNouns.includes(follows);
}

function isDate(lexicon: Lexicon, digits: string, before: string, follows: string): boolean {
  const isYear = /^(19|20)\d\d$/.test(digits);
  if (isYear && lexicon.yearLeads.includes(before)) return true;
  const isBesideMonth = [before, follows].some((word) => lexicon.months.includes(word));
  return isBesideMonth && digits.length <= 6;
}

/** "12/03/2024", or several such dates. */
function isDateInFigures(tokens: readonly Token[], cluster: readonly DigitGroup[]): boolean {
  if (cluster.length % 3 !== 0) return false;
  const isOne = (at: number) => {
    const [day, month, year] = cluster.slice(at, at + 3);
    if (day === undefined || month === undefined || year === undefined) return false;
    const sign = tokens[day.last + 1]?.text ?? "";
    const isJoined =
      ["/", ".", "-"].includes(sign) &&
      tokens[month.last + 1]?.text === sign &&
      month.first === day.last + 2 &&
      year.first === month.last + 2 &&
      unspacedLength(tokens, [day, month, year]) === 3;
    const parts = [Number(day.digits), Number(month.digits)];
    const isCalendar =
      parts.every((part) => part >= 1 && part <= 31) && parts.some((part) => part <= 12);
    return isJoined && isCalendar && /^(?:(?:19|20)\d\d)$/.test(year.digits);
  };
  return cluster.every((_, at) => at % 3 !== 0 || isOne(at));
}

/** How many groups follow each other without a space: all of "1,299.00". */
function unspacedLength(tokens: readonly Token[], cluster: readonly DigitGroup[]): number {
  const first = cluster[0]?.first ?? 0;
  const at = cluster.findIndex((group) =>
    tokens
      .slice(first + 1, group.last + 1)
      .some((token, offset) => token.start !== tokens[first + offset]?.end),
  );
  return at === -1 ? cluster.length : at;
}

/** "at ten thirty". */
function isTime(lexicon: Lexicon, cluster: readonly DigitGroup[], before: string): boolean {
  const isClock = /^(\d|1\d|2[0-4])[0-5]\d$/.test(digitsOf(cluster));
  return isClock && cluster.length <= 2 && lexicon.timeLeads.includes(before);
}

/** "35.99", or several such prices, in a sentence; with nothing but fillers it may be part of a number read aloud. */
function isPrice(
  tokens: readonly Token[],
  lexicon: Lexicon,
  cluster: readonly DigitGroup[],
): boolean {
  const first = cluster[0]?.first ?? 0;
  const isTalk = ({ kind, text }: Token) =>
    kind === "word" && !lexicon.fillers.includes(text) && !lexicon.hesitations.includes(text);
  if (cluster.length % 2 !== 0 || !segmentAround(tokens, first).some(isTalk)) return false;
  const isOnly = cluster.length === 2;
  return cluster.every((whole, at) => {
    if (at % 2 !== 0) return true;
    const cents = cluster[at + 1];
    const isDecimal =
      cents?.digits.length === 2 &&
      cents.first === whole.last + 2 &&
      tokens[whole.last + 1]?.text === "." &&
      unspacedLength(tokens, [whole, cents]) === 2;
    return isDecimal && (isOnly || PRICE_ENDINGS.has(cents.digits));
  });
}

/** "fifty-nine ninety-nine, seventy-eight ninety-nine" */
function arePrices(groups: readonly DigitGroup[]): boolean {
  return (
    groups.length % 2 === 0 &&
    groups.every(({ digits }, at) =>
      at % 2 === 0 ? digits.length <= 3 : PRICE_ENDINGS.has(digits),
    )
  );
}

/** The tokens of a token's segment. */
function segmentAround(tokens: readonly Token[], index: number): Token[] {
  const segment = tokens[index]?.segment;
  let from = index;
  while (from > 0 && tokens[from - 1]?.segment === segment) from--;
  let to = index;
  while (to < tokens.length && tokens[to]?.segment === segment) to++;
  return tokens.slice(from, to);
}

/** "between nine and twelve". */
function isInRange(
  tokens: readonly Token[],
  lexicon: Lexicon,
  cluster: readonly DigitGroup[],
): boolean {
  const [group] = cluster;
  if (group === undefined || cluster.length > 1 || group.digits.length > 2) return false;
  const leads = tokens
    .slice(Math.max(0, group.first - 4), group.first)
    .filter(({ segment }) => segment === tokens[group.first]?.segment)
    .map(({ text }) => text);
  const isStart = lexicon.rangeLeads.includes(leads.at(-1) ?? "");
  const isEnd =
    leads.at(-1) === lexicon.and && leads.some((word) => lexicon.rangeLeads.includes(word));
  return isStart || isEnd;
}
