import * as z from "zod";

/*
 * Looking for words in stored transcripts, without an index of them. FTS5 would find them anywhere, but `wrangler d1 export`
 * refuses a database that has such a table, the words would be kept twice and have to be removed twice, and what D1 bills for
 * its writes is not known (the local meter says one row for a transcript, and does not see what FTS5 writes by itself).
 * Instead SQLite reads through the transcripts of a bounded number of calls, a row each.
 */

/** Shorter words are in nearly every transcript. */
export const SHORTEST_PHRASE = 3;
export const LONGEST_PHRASE = 64;

/** What of a stored `Segment[]` nobody said, apart from times and punctuation. */
const NOT_SPOKEN = [
  '"start_sec":',
  '"end_sec":',
  '"text":',
  '"confidence":',
  '"speaker":"agent"',
  '"speaker":"customer"',
  '"speaker":null',
];

/**
 * An SQL condition: whether one of the phrases may be said in the segments of this column. `parameter` is an SQL expression
 * with the JSON list that `phraseVariants` gives for the phrases. Numbers may be found in times: `findSpoken` is sure.
 */
export function saysOneOf(column: string, parameter: string, variants: readonly string[]): string {
  const spoken = NOT_SPOKEN.reduce(
    (sql, key) => `replace(${sql}, '${key}', '')`,
    `lower(${column})`,
  );
  const found = variants.map((_, at) => `instr(${spoken}, ${parameter}->>'$[${at}]') > 0`);
  return found.length === 0 ? "0" : `(${found.join(" OR ")})`;
}

/** Phrases as they are written in stored segments. SQLite lowers ASCII alone, so other letters are looked for in both cases. */
export function phraseVariants(phrases: readonly string[]): string[] {
  const written = phrases.flatMap((phrase) => {
    const lower = phrase.toLowerCase();
    return [lower, phrase, lower.charAt(0).toUpperCase() + lower.slice(1)];
  });
  return [...new Set(written.map((text) => lowerAscii(JSON.stringify(text).slice(1, -1))))];
}

function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

const spokenSchema = z.array(z.object({ text: z.string(), start_sec: z.number() }));

/** Where a phrase is said: the line, and what stands before, in and after the phrase. */
export type SpokenHit = {
  line: number;
  startSec: number;
  before: string;
  phrase: string;
  after: string;
};

const CONTEXT_CHARS = 60;

/** The first line of stored segments in which one of the phrases is said; null when there is none. */
export function findSpoken(segments: string, phrases: readonly string[]): SpokenHit | null {
  const wanted = phrases.map((phrase) => phrase.toLowerCase());
  for (const [line, { text, start_sec }] of spokenSchema.parse(JSON.parse(segments)).entries()) {
    const lower = text.toLowerCase();
    for (const phrase of wanted) {
      const at = lower.indexOf(phrase);
      if (at >= 0) return { line, startSec: start_sec, ...around(text, at, phrase.length) };
    }
  }
  return null;
}

function around(text: string, at: number, length: number) {
  const from = Math.max(0, at - CONTEXT_CHARS);
  const to = at + length + CONTEXT_CHARS;
  return {
    before: (from > 0 ? "…" : "") + text.slice(from, at),
    phrase: text.slice(at, at + length),
    after: text.slice(at + length, to) + (to < text.length ? "…" : ""),
  };
}
