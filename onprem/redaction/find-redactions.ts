import { REDACTION_PLACEHOLDERS, type RedactionKind } from "#shared/contracts/transcript.ts";

import { findEmails } from "./find-emails.ts";
import { findSpans, type RedactionSpan } from "./find-spans.ts";
import { findWrittenIdentities } from "./find-written-identities.ts";
import { lexiconsOf } from "./lexicons.ts";
import { readCall } from "./read-call.ts";
import { CARD_KINDS, DEFAULT_KINDS, type OptionalKind } from "./redaction-kinds.ts";
import { placeholderKind, tokenise } from "./tokenise.ts";

export interface RedactionOptions {
  /** ISO 639 code of what is spoken. Default: English. */
  language?: string | undefined;
  /** What is taken out beside cards' numbers, codes and dates. Default: DEFAULT_KINDS. */
  redact?: readonly OptionalKind[] | undefined;
}

/** A stretch of a segment's text as it was given. */
export interface Redaction extends RedactionSpan {
  /** A placeholder that stood there already. */
  wasOut: boolean;
}

/** Each pass takes out digits, so this is never reached; it only bounds the loop. */
const MAX_PASSES = 10;
const ALWAYS = new Set<RedactionKind>(CARD_KINDS);
const NOTHING_SAID = /^[^\p{L}\p{N}[\]]*$/u;

/**
 * Everything in a call that has to be taken out, in order and without overlaps; offsets in the texts as they were given.
 * What was taken out tells what other digits are, so the call is read again with the placeholders in place until nothing
 * more is found.
 */
export function findRedactions(
  texts: readonly string[],
  { language = "en", redact = DEFAULT_KINDS }: RedactionOptions = {},
): Redaction[] {
  const wanted = new Set<RedactionKind>(redact);
  const searches: ((current: readonly string[]) => RedactionSpan[])[] = [
    findWrittenIdentities,
    ...lexiconsOf(language).flatMap((lexicon) => [
      (current: readonly string[]) => findEmails(current, lexicon),
      (current: readonly string[]) => findSpans(readCall(current, lexicon), lexicon, wanted),
    ]),
  ];
  let redactions = placeholdersIn(texts);
  for (const search of searches) {
    for (let pass = 0; pass < MAX_PASSES; pass++) {
      const bySegment = Map.groupBy(redactions, ({ segment }) => segment);
      const current = texts.map((text, at) => withPlaceholders(text, bySegment.get(at) ?? []));
      const found = search(current).filter(({ kind }) => ALWAYS.has(kind) || wanted.has(kind));
      if (found.length === 0) break;
      const original = found.map((span): Redaction => {
        const inSegment = bySegment.get(span.segment) ?? [];
        return {
          ...span,
          start: originalOffset(span.start, inSegment, "start"),
          end: originalOffset(span.end, inSegment, "end"),
          wasOut: false,
        };
      });
      redactions = apart([...redactions, ...original], texts);
    }
  }
  return redactions;
}

/** A segment's text with placeholders for what is taken out of it: redactions of this segment, in order. */
export function withPlaceholders(text: string, redactions: readonly Redaction[]): string {
  let replaced = "";
  let from = 0;
  for (const { kind, start, end } of redactions) {
    replaced += text.slice(from, start) + REDACTION_PLACEHOLDERS[kind];
    from = end;
  }
  return replaced + text.slice(from);
}

/** Where an offset of the text with placeholders lies in the text that was given. */
function originalOffset(
  offset: number,
  redactions: readonly Redaction[],
  side: "start" | "end",
): number {
  /** How many characters the text with placeholders has more than the other, up to here. */
  let longer = 0;
  for (const { kind, start, end } of redactions) {
    const { length } = REDACTION_PLACEHOLDERS[kind];
    const begins = start + longer;
    if (offset <= begins) break;
    if (offset < begins + length) return side === "start" ? start : end;
    longer += length - (end - start);
  }
  return offset - longer;
}

/** In order; of two that overlap the first has the rest, and two of a kind with nothing said between them are one. */
function apart(redactions: readonly Redaction[], texts: readonly string[]): Redaction[] {
  const sorted = redactions.toSorted(
    (a, b) => a.segment - b.segment || a.start - b.start || b.end - a.end,
  );
  const kept: Redaction[] = [];
  for (const redaction of sorted) {
    const last = kept.at(-1);
    if (last?.segment !== redaction.segment) {
      kept.push({ ...redaction });
      continue;
    }
    const between = (texts[last.segment] ?? "").slice(last.end, redaction.start);
    if (last.kind === redaction.kind && NOTHING_SAID.test(between)) {
      last.end = Math.max(last.end, redaction.end);
      last.wasOut ||= redaction.wasOut;
    } else if (redaction.end > last.end) {
      kept.push({ ...redaction, start: Math.max(redaction.start, last.end) });
    }
  }
  return kept;
}

function placeholdersIn(texts: readonly string[]): Redaction[] {
  const placeholders = tokenise(texts).flatMap((token) => {
    const kind = placeholderKind(token);
    const { segment, start, end } = token;
    return kind === null ? [] : [{ kind, segment, start, end, wasOut: true }];
  });
  return apart(placeholders, texts);
}
