import { comesBetweenDigits, digitsSaid } from "./number-words.ts";

/*
 * Telephone numbers as those see them who need not know them: all digits but the last two are dots, written or spoken, also where
 * a number goes on in the next line. Texts keep their length, so that places in them stay what they are.
 */

/** So many digits make what may be a telephone number; account and order numbers are hidden along with them. */
const FEWEST_DIGITS = 7;
/** Of a quote without the text around it: it may be a part of a number. */
const FEWEST_DIGITS_OF_A_PART = 4;
const DIGITS_SHOWN = 2;
/** Words of other kinds that may stand between two digits of one number. */
const MOST_BETWEEN = 3;
const DOT = "•";

type Piece = { line: number; start: number; end: number; digits: number; isFigures: boolean };

const TOKEN = /\[[A-Z_]+\]|\p{Nd}+|\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)?|[^\s\p{L}\p{Nd}]/gu;
/** What a number is written or said with; a full stop may end a sentence in the midst of it. */
const SEPARATOR = /^[-–—.,()/+*#…"'’?!:;]$/u;

/** The lines of a text, or of a call, with what may be a telephone number hidden; each as long as it was. */
export function maskNumbers(lines: readonly string[], fewestDigits = FEWEST_DIGITS): string[] {
  const masked = lines.map((line) => [...charactersOf(line)]);
  for (const run of runsOf(lines)) {
    const total = run.reduce((sum, piece) => sum + piece.digits, 0);
    if (total < fewestDigits) continue;
    hide(run, masked);
  }
  return masked.map((characters) => characters.join(""));
}

/** One text by itself. */
export function maskText(text: string): string {
  return maskNumbers([text])[0] ?? "";
}

/** Words that were taken from somewhere, such as a quote: a shorter run of digits may be a part of a number. */
export function maskPart(text: string): string {
  return maskNumbers([text], FEWEST_DIGITS_OF_A_PART)[0] ?? "";
}

/** By UTF-16 unit, as offsets count. */
function charactersOf(text: string): string[] {
  return Array.from({ length: text.length }, (_, at) => text.charAt(at));
}

function runsOf(lines: readonly string[]): Piece[][] {
  const runs: Piece[][] = [];
  let run: Piece[] = [];
  let between = 0;
  const end = () => {
    if (run.length > 0) runs.push(run);
    run = [];
    between = 0;
  };
  for (const [line, text] of lines.entries()) {
    for (const match of text.matchAll(TOKEN)) {
      const [token] = match;
      const isFigures = /^\p{Nd}/u.test(token);
      const word = token.toLowerCase().replaceAll("’", "'");
      const digits = isFigures ? token.length : digitsSaid(word);
      if (digits > 0) {
        run.push({ line, start: match.index, end: match.index + token.length, digits, isFigures });
        between = 0;
      } else if (SEPARATOR.test(token)) {
        // Neither part of the number nor its end.
      } else if (comesBetweenDigits(word) && between < MOST_BETWEEN) {
        between += 1;
      } else {
        end();
      }
    }
  }
  end();
  return runs;
}

/** Hides all of a run but its last digits. */
function hide(run: readonly Piece[], masked: string[][]): void {
  let shown = 0;
  for (const { line, start, end, digits, isFigures } of run.toReversed()) {
    const kept = Math.min(digits, DIGITS_SHOWN - shown);
    shown += kept;
    // A word that says two digits is shown whole or not at all.
    const from = isFigures ? end - kept : kept === digits ? start : end;
    for (let at = start; at < from; at += 1) {
      const characters = masked[line];
      if (characters !== undefined) characters[at] = DOT;
    }
  }
}
