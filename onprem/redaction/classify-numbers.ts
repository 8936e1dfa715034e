import { clusters, digitsOf, isJoiner } from "./digit-clusters.ts";
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
const CURRENCY_SIGNS = new Set(["£", "$", "€", "¥"]);

/** Every number of a call with what it is for. Words that are no number after all are left out. */
export function classifyNumbers(
  tokens: readonly Token[],
  lexicon: Lexicon,
  isTaken: (index: number) => boolean,
): ClassifiedGroup[] {
  const numbers = settleDoubts(tokens, lexicon, readNumbers(tokens, lexicon, isTaken));
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
  const beside = (index: number) =>
    isTaken(index) || tokens[index]?.segment !== tokens[first.first]?.segment
      ? ""
      : (tokens[index]?.text ?? "");
  const before = beside(first.first - 1);
  const follows = beside(last.last + 1);
  const all = (role: NumberRole) => cluster.map((group) => ({ ...group, role }));

  if (isCount(lexicon, digits, before, follows)) return all("count");
  if (digits === "1" && lexicon.pronounLeads.includes(before)) return all("pronoun");
  if (isDate(lexicon, digits, before, follows)) return all("date");
  if (lexicon.units.includes(follows) || follows === "%") {
    // "four two four two thirty five pounds": only what stands next to the unit is an amount.
    if (digits.length <= MAX_WHOLE_AMOUNT_DIGITS) return all("amount");
    const isAmount = last.digits.length <= MAX_AMOUNT_DIGITS;
    return cluster.map((group) => ({
      ...group,
      role: group === last && isAmount ? "amount" : "digits",
    }));
  }
  if (CURRENCY_SIGNS.has(before)) {
    const length = unspacedLength(tokens, cluster);
    const isAmount = digitsOf(cluster.slice(0, length)).length <= MAX_AMOUNT_DIGITS + 2;
    return cluster.map((group, at) => ({
      ...group,
      role: at < length && isAmount ? "amount" : "digits",
    }));
  }
  const isLed = lexicon.amountLeads.includes(before) && digits.length <= MAX_WHOLE_AMOUNT_DIGITS;
  return all(
    isLed ||
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

/** "35.99" in a sentence; with nothing but fillers it may be part of a number read aloud. */
function isPrice(
  tokens: readonly Token[],
  lexicon: Lexicon,
  cluster: readonly DigitGroup[],
): boolean {
  const [whole, cents] = cluster;
  if (whole === undefined || cents?.digits.length !== 2 || cluster.length !== 2) return false;
  const isDecimal = cents.first === whole.last + 2 && tokens[whole.last + 1]?.text === ".";
  const isTalk = ({ kind, text }: Token) =>
    kind === "word" && !lexicon.fillers.includes(text) && !lexicon.hesitations.includes(text);
  const isInSentence = segmentAround(tokens, whole.first).some(isTalk);
  return isDecimal && isInSentence && unspacedLength(tokens, cluster) === 2;
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
