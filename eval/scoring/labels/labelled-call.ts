import * as z from "zod";

import { type Segment, segmentSchema } from "#shared/contracts/transcript.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import {
  STANDARD_AUTO_FAIL_IDS,
  STANDARD_CRITERION_IDS,
  type StandardAutoFailId,
  type StandardCriterionId,
} from "#shared/scorecard/scorecard.ts";
import { type Mark, type Marks, markSchema, scoreCall } from "#shared/scoring/score-call.ts";

/** A mark for each criterion of the default scorecard. */
export const marksSchema = z.strictObject(
  Object.fromEntries(STANDARD_CRITERION_IDS.map((id) => [id, markSchema])) as Record<
    StandardCriterionId,
    typeof markSchema
  >,
);

/** A label: the mark, or the mark with one line that says why, where that is not plain to see. */
const labelSchema = z.union(
  [markSchema, z.strictObject({ mark: markSchema, why: z.string().min(1).max(300) })],
  'a mark "1" to "5" or "NA", or { "mark": …, "why": … }',
);

/** One line of what was said: as text, `agent: …` and `customer: …` where the recording keeps them apart, or as a segment. */
const lineSchema = z.union(
  [z.string().trim().min(1).max(4000), segmentSchema],
  "a text, or a segment as transcripts have it",
);

export const labelledCallSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,79}$/, "lower case, digits and dashes"),
  /** What happens, and what is hard about it: for people. */
  about: z.string().min(1).max(300),
  lines: z.array(lineSchema).min(1),
  marks: z.strictObject(
    Object.fromEntries(STANDARD_CRITERION_IDS.map((id) => [id, labelSchema])) as Record<
      StandardCriterionId,
      typeof labelSchema
    >,
  ),
  auto_fails: z.array(z.enum(STANDARD_AUTO_FAIL_IDS)).default([]),
});

export type LabelledCall = {
  id: string;
  about: string;
  segments: Segment[];
  marks: Record<StandardCriterionId, Mark>;
  whys: Partial<Record<StandardCriterionId, string>>;
  autoFails: StandardAutoFailId[];
  /** What the product's arithmetic makes of the labels. */
  score: ReturnType<typeof scoreCall>;
};

/** About the pace of a telephone call; only the order of the times matters here. */
const WORDS_PER_SEC = 2.6;
const PAUSE_SEC = 0.6;

/** A label file's call, with its times worked out and the score that its labels come to. */
export function labelledCall(given: z.infer<typeof labelledCallSchema>): LabelledCall {
  const whys: Partial<Record<StandardCriterionId, string>> = {};
  const found: Marks = {};
  for (const id of STANDARD_CRITERION_IDS) {
    const label = given.marks[id];
    found[id] = typeof label === "string" ? label : label.mark;
    if (typeof label !== "string") whys[id] = label.why;
  }
  const marks = marksSchema.parse(found);
  return {
    id: given.id,
    about: given.about,
    segments: segmentsOf(given.lines),
    marks,
    whys,
    autoFails: given.auto_fails,
    score: scoreCall(defaultScorecard, marks, given.auto_fails),
  };
}

function segmentsOf(lines: readonly z.infer<typeof lineSchema>[]): Segment[] {
  let atSec = 0;
  return lines.map((line) => {
    if (typeof line !== "string") {
      atSec = line.end_sec;
      return line;
    }
    const [, name, said] = /^(agent|customer): *(.+)$/s.exec(line) ?? [];
    const text = said ?? line;
    const startSec = roundSec(atSec + PAUSE_SEC);
    atSec = roundSec(startSec + text.split(/\s+/).length / WORDS_PER_SEC);
    const speaker = name === "agent" || name === "customer" ? name : null;
    return { start_sec: startSec, end_sec: atSec, text, confidence: 0.9, speaker };
  });
}

function roundSec(sec: number): number {
  return Math.round(sec * 100) / 100;
}
