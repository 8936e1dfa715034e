import * as z from "zod";

import type { AutoFailId, Scorecard } from "#shared/scorecard/scorecard.ts";
import { markSchema } from "#shared/scoring/score-call.ts";

import { type Judgement, judgementSchema } from "../../scoring/judging/judgement.ts";
import { failure } from "../failure.ts";
import type { ProviderFailure } from "../provider.ts";

export type AnswerReading =
  | { ok: true; judgement: Judgement }
  | { ok: false; failure: ProviderFailure };

const MAX_QUOTES = 4;
const MAX_QUOTE_CHARS = 300;
const MAX_RATIONALE_CHARS = 600;
const MAX_SUMMARY_CHARS = 800;
const MAX_LINES = 5;
const MAX_ISSUES_NAMED = 5;

function clipped(maxChars: number) {
  return z
    .string()
    .trim()
    .min(1)
    .transform((text) => text.slice(0, maxChars).trim());
}

function lines(maxLines: number, maxChars: number) {
  const list = z.union([z.array(z.string()), z.string().transform((line) => [line])]);
  return list.nullable().transform((given) =>
    (given ?? [])
      .map((line) => line.trim().slice(0, maxChars).trim())
      .filter((line) => line !== "")
      .slice(0, maxLines),
  );
}

/** Cut between words, so that what is left of a quote that is too long still stands in the transcript. */
const evidence = lines(MAX_QUOTES, MAX_QUOTE_CHARS + 1).transform((quotes) =>
  quotes.map((quote) =>
    quote.length <= MAX_QUOTE_CHARS
      ? quote
      : quote.replace(/\s\S*$/u, "").slice(0, MAX_QUOTE_CHARS),
  ),
);

/** `4`, `"4"`, `"4.0"` and `"N/A"` say what is meant; anything else is refused. */
const mark = z
  .union([z.string(), z.number()])
  .transform((given) => {
    const text = String(given).trim().toUpperCase();
    return text === "N/A" ? "NA" : text.replace(/\.0+$/, "");
  })
  .pipe(markSchema);

/** Prompts before call-judge-2 did not ask. */
const applies = z
  .union([z.boolean(), z.string()])
  .optional()
  .transform((given) =>
    String(given ?? "yes")
      .trim()
      .toLowerCase(),
  )
  .pipe(z.enum(["yes", "true", "no", "false"]))
  .transform((given) => given === "yes" || given === "true");

/** That a criterion does not apply is decided first, so whatever mark follows it is not one. */
const criterion = z
  .object({ applies, evidence, rationale: clipped(MAX_RATIONALE_CHARS), mark })
  .transform(({ applies: isApplicable, ...judged }) =>
    isApplicable ? judged : { ...judged, mark: "NA" as const },
  );

/** "NA" takes weight out of the total, so it is only for criteria whose card says when. */
const alwaysApplying = criterion.refine(({ mark: given }) => given !== "NA", { path: ["mark"] });

const answer = z.object({
  criteria: z.record(z.string(), z.unknown()),
  auto_fails: z
    .array(z.object({ id: z.string(), evidence }))
    .nullish()
    .transform((given) => given ?? []),
  summary: clipped(MAX_SUMMARY_CHARS),
  strengths: lines(MAX_LINES, MAX_QUOTE_CHARS).optional().default([]),
  improvements: lines(MAX_LINES, MAX_QUOTE_CHARS).optional().default([]),
});

/** Where the shape is wrong, by path alone: what stands there may be the transcript. */
function wrongSchema(error: z.ZodError, within: readonly string[] = []): AnswerReading {
  const places = error.issues
    .slice(0, MAX_ISSUES_NAMED)
    .map((issue) => [...within, ...issue.path.map(String)].join(".") || "the answer");
  return {
    ok: false,
    failure: failure("wrong_schema", `Not of the required shape at: ${places.join(", ")}.`),
  };
}

function withoutFence(text: string): string {
  const fenced = /^\s*```[a-z]*\s*\n([\s\S]*?)\n?\s*```\s*$/i.exec(text);
  return (fenced?.[1] ?? text).replace(/^\uFEFF/, "").trim();
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(withoutFence(text)) };
  } catch {
    return { ok: false };
  }
}

function mergedAutoFails(
  found: readonly { id: string; evidence: readonly string[] }[],
  onTheCard: readonly AutoFailId[],
): Judgement["auto_fails"] {
  return onTheCard.flatMap((id) => {
    const quotes = found.filter((item) => item.id === id).flatMap((item) => item.evidence);
    const isNamed = found.some((item) => item.id === id);
    return isNamed ? [{ id, evidence: [...new Set(quotes)].slice(0, MAX_QUOTES) }] : [];
  });
}

/**
 * Reads a model's text as a judgement on this scorecard. Harmless deviations are taken as meant: code fences, marks as
 * numbers, categories nobody asked for, texts that are too long. It reads the answers to every prompt there is.
 */
export function readAnswer(text: string, scorecard: Scorecard): AnswerReading {
  const json = parseJson(text);
  if (!json.ok) return { ok: false, failure: failure("malformed", "The answer is not JSON.") };
  const parsed = answer.safeParse(json.value);
  if (!parsed.success) return wrongSchema(parsed.error);

  const criteria: Record<string, unknown> = {};
  for (const { id, not_applicable_when } of scorecard.criteria) {
    const shape = not_applicable_when === null ? alwaysApplying : criterion;
    const judged = shape.safeParse(parsed.data.criteria[id]);
    if (!judged.success) return wrongSchema(judged.error, ["criteria", id]);
    criteria[id] = judged.data;
  }
  const judgement = judgementSchema.safeParse({
    ...parsed.data,
    criteria,
    auto_fails: mergedAutoFails(
      parsed.data.auto_fails,
      scorecard.auto_fails.map(({ id }) => id),
    ),
  });
  return judgement.success ? { ok: true, judgement: judgement.data } : wrongSchema(judgement.error);
}
