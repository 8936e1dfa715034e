import * as z from "zod";

import { segmentSchema, type Segment } from "#shared/contracts/transcript.ts";
import { roundTo } from "#shared/scoring/score-call.ts";

import { generateSampleHistory } from "../../demo/sample-history/generate-sample-history.ts";
import type { ScoreRow } from "../../demo/sample-history/history-rows.ts";
import {
  scoredCriterionSchema,
  type ScoredCriterion,
} from "../../edge/scoring/judging/scored-criterion.ts";
import { SITE, TODAY } from "../bench-site.ts";

/** A scored call without who, where and when. */
export type CallTemplate = Pick<
  ScoreRow,
  | "total"
  | "flagged"
  | "flag_reason"
  | "criteria"
  | "auto_fails"
  | "injections"
  | "summary"
  | "strengths"
  | "improvements"
> & {
  /** What the model would have answered. */
  rawAnswer: string;
  marks: readonly Pick<ScoredCriterion, "id" | "mark">[];
  segments: readonly Segment[];
  segmentsText: string;
  wordCount: number;
  audioSec: number;
};

/** Seeds of the sample histories that are drawn from: about a thousand calls each. */
const SEEDS = [11, 12, 13];
/** The sample's calls last a minute and a half; three of them make one of five minutes, as centres have. */
const SAMPLES_A_CALL = 3;

/** Some three thousand different calls, worst score first; those without a total are left out. */
export function callTemplates(): CallTemplate[] {
  return SEEDS.flatMap(templatesOf).toSorted((a, b) => (a.total ?? 0) - (b.total ?? 0));
}

function templatesOf(seed: number): CallTemplate[] {
  const history = generateSampleHistory({ seed, today: TODAY, timeZone: SITE.timeZone });
  const spoken = history.transcripts.map(({ segments }) =>
    z.array(segmentSchema).parse(JSON.parse(segments)),
  );
  return history.scores.flatMap((score, at) => {
    if (score.total === null) return [];
    const segments = joined(
      Array.from(
        { length: SAMPLES_A_CALL },
        (_, part) => spoken[(at + part) % spoken.length] ?? [],
      ),
    );
    const criteria = z.array(scoredCriterionSchema).parse(JSON.parse(score.criteria));
    return [
      {
        ...score,
        rawAnswer: rawAnswer(score, criteria),
        marks: criteria.map(({ id, mark }) => ({ id, mark })),
        segments,
        segmentsText: JSON.stringify(segments),
        wordCount: segments.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0),
        audioSec: segments.at(-1)?.end_sec ?? 0,
      },
    ];
  });
}

/** One after the other; the first one keeps its places, so that the evidence still fits. */
function joined(parts: readonly (readonly Segment[])[]): Segment[] {
  let offset = 0;
  return parts.flatMap((part) => {
    const begins = offset;
    offset += part.at(-1)?.end_sec ?? 0;
    return part.map((segment) => ({
      ...segment,
      start_sec: roundTo(segment.start_sec + begins, 2),
      end_sec: roundTo(segment.end_sec + begins, 2),
    }));
  });
}

/** In the shape of edge/providers/answer/answer-schema.ts. */
function rawAnswer(score: ScoreRow, criteria: readonly ScoredCriterion[]): string {
  return JSON.stringify({
    criteria: Object.fromEntries(
      criteria.map(({ id, mark, rationale, evidence }) => [
        id,
        { evidence: evidence.map(({ quote }) => quote), rationale, mark },
      ]),
    ),
    auto_fails: [],
    summary: score.summary,
    strengths: JSON.parse(score.strengths),
    improvements: JSON.parse(score.improvements),
  });
}
