import type { RedactionKind } from "#shared/contracts/transcript.ts";

import { findRedactions, type RedactionOptions } from "../find-redactions.ts";
import type { CorpusCase } from "./corpus-case.ts";
import { readMarks, type Secret } from "./marked-text.ts";

interface KindScore {
  secrets: number;
  /** Secrets of which no letter or digit is left. */
  caught: number;
  spans: number;
  /** Spans that touch a secret of any kind. */
  rightSpans: number;
  /** Right spans that touch a secret of their own kind. */
  rightLabels: number;
  /** Letters and digits taken out, and those of them that are no secret's. */
  characters: number;
  wrongCharacters: number;
}

export interface CorpusScore {
  cases: number;
  kinds: Map<RedactionKind, KindScore>;
  /** Families with the texts that went wrong in them. */
  leaks: Map<string, string[]>;
  wrongs: Map<string, string[]>;
}

/** What the redactor makes of a corpus. */
export function scoreCorpus(
  corpus: readonly CorpusCase[],
  options?: RedactionOptions,
): CorpusScore {
  const score: CorpusScore = {
    cases: corpus.length,
    kinds: new Map(),
    leaks: new Map(),
    wrongs: new Map(),
  };
  for (const { family, lines } of corpus) {
    const { texts, secrets } = readMarks(lines);
    const spans = findRedactions(texts, options);
    const isOut = texts.map((text) => new Uint8Array(text.length));
    for (const { segment, start, end } of spans) isOut[segment]?.fill(1, start, end);
    const isSecret = texts.map((text) => new Uint8Array(text.length));
    for (const { segment, start, end } of secrets) isSecret[segment]?.fill(1, start, end);
    const shown = texts
      .map((text, segment) =>
        [...text].map((char, at) => (isOut[segment]?.[at] === 1 ? "█" : char)).join(""),
      )
      .join(" | ");

    for (const secret of secrets) {
      const kind = kindScore(score, secret.kind);
      kind.secrets += 1;
      const isCaught = characters(texts, secret).every((at) => isOut[secret.segment]?.[at] === 1);
      if (isCaught) kind.caught += 1;
      else note(score.leaks, `${secret.kind}: ${family}`, `${lines.join(" | ")}\n      ► ${shown}`);
    }
    for (const span of spans) {
      const kind = kindScore(score, span.kind);
      const touched = secrets.filter(
        (secret) =>
          secret.segment === span.segment && secret.start < span.end && span.start < secret.end,
      );
      const taken = characters(texts, span);
      const wrong = taken.filter((at) => isSecret[span.segment]?.[at] !== 1);
      kind.spans += 1;
      kind.characters += taken.length;
      kind.wrongCharacters += wrong.length;
      if (touched.length > 0) kind.rightSpans += 1;
      if (touched.some((secret) => secret.kind === span.kind)) kind.rightLabels += 1;
      if (touched.length === 0)
        note(score.wrongs, `${span.kind}: ${family}`, `${lines.join(" | ")}\n      ► ${shown}`);
    }
  }
  return score;
}

/** The score as a table, a kind a line. */
export function scoreTable({ cases, kinds }: CorpusScore): string {
  const rows = [...kinds]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([kind, found]) => {
      const { secrets, caught, spans, rightSpans, rightLabels, characters, wrongCharacters } =
        found;
      return [
        kind.padEnd(14),
        String(secrets).padStart(7),
        percent(caught, secrets),
        String(spans).padStart(7),
        percent(rightSpans, spans),
        percent(characters - wrongCharacters, characters),
        percent(rightLabels, rightSpans),
      ].join("  ");
    });
  return [
    `${cases} calls`,
    "kind            secrets   recall    spans   precision: spans, characters   label",
    ...rows,
  ].join("\n");
}

/** 0 to 1; nothing to find counts as found. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

function percent(part: number, whole: number): string {
  return `${(share(part, whole) * 100).toFixed(2).padStart(6)} %`;
}

/** Offsets of the letters and digits in a stretch. */
function characters(
  texts: readonly string[],
  { segment, start, end }: Pick<Secret, "segment" | "start" | "end">,
): number[] {
  const text = texts[segment] ?? "";
  const found: number[] = [];
  for (let at = start; at < end; at++) {
    if (/[\p{L}\p{N}]/u.test(text.charAt(at))) found.push(at);
  }
  return found;
}

function kindScore({ kinds }: CorpusScore, kind: RedactionKind): KindScore {
  const known = kinds.get(kind);
  if (known !== undefined) return known;
  const fresh = {
    secrets: 0,
    caught: 0,
    spans: 0,
    rightSpans: 0,
    rightLabels: 0,
    characters: 0,
    wrongCharacters: 0,
  };
  kinds.set(kind, fresh);
  return fresh;
}

function note(notes: Map<string, string[]>, family: string, text: string): void {
  notes.set(family, [...(notes.get(family) ?? []), text]);
}

/** What went wrong, by family, with an example of each. */
export function examples({ leaks, wrongs }: CorpusScore): string {
  const list = (title: string, notes: Map<string, string[]>) =>
    [...notes].map(
      ([family, texts]) => `${title} ${texts.length} × ${family}\n   ${texts[0] ?? ""}`,
    );
  return [...list("left", leaks), ...list("wrongly out", wrongs)].join("\n");
}
