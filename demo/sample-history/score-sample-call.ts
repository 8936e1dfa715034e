import type { Segment } from "#shared/contracts/transcript.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import type { StandardAutoFailId } from "#shared/scorecard/scorecard.ts";
import { STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";
import { scoreCall } from "#shared/scoring/score-call.ts";

import type { ComposedTranscript } from "./compose-transcript.ts";
import { asMark, criteriaWhere, type DrawnMarks } from "./draw-marks.ts";
import type { CallRow, ScoreRow } from "./history-rows.ts";
import { COACHING, NOT_APPLICABLE, RATIONALES } from "./rationales.ts";
import type { Scenario } from "./scenarios.ts";

const MAX_COACHING_POINTS = 3;

function locate(segments: readonly Segment[], at: number) {
  const segment = segments[at];
  return segment === undefined
    ? []
    : [
        {
          quote: segment.text,
          segment: at,
          start_sec: segment.start_sec,
          end_sec: segment.end_sec,
        },
      ];
}

function summarise(scenario: Scenario, marks: DrawnMarks): string {
  const outcome = marks.resolution ?? 3;
  const ending =
    outcome >= 4
      ? "The agent settled it on the call."
      : outcome === 3
        ? "A next step was named, without a time."
        : "The customer was left without a solution.";
  return `The customer called because ${scenario.reason}. ${ending}`;
}

/** The score row that a judge's marks for this call would lead to, by the same arithmetic as at the edge. */
export function scoreSampleCall(
  call: CallRow,
  scenario: Scenario,
  marks: DrawnMarks,
  autoFail: StandardAutoFailId | null,
  transcript: ComposedTranscript,
  scoredAt: number,
): ScoreRow {
  const { segments } = transcript;
  const autoFails = autoFail === null ? [] : [autoFail];
  const byId = Object.fromEntries(STANDARD_CRITERION_IDS.map((id) => [id, asMark(marks[id])]));
  const score = scoreCall(defaultScorecard, byId, autoFails);
  const criteria = STANDARD_CRITERION_IDS.map((id) => {
    const mark = marks[id];
    return {
      id,
      mark: asMark(mark),
      rationale: mark === null ? (NOT_APPLICABLE[id] ?? "Did not apply.") : RATIONALES[id][mark],
      evidence: transcript.evidence[id].flatMap((at) => locate(segments, at)),
    };
  });
  const injections =
    transcript.injectionSegment === null
      ? []
      : locate(segments, transcript.injectionSegment).map(({ quote, segment, start_sec }) => ({
          segment,
          start_sec,
          text: quote,
        }));
  const coach = (ids: ReturnType<typeof criteriaWhere>, kind: "strength" | "improvement") =>
    JSON.stringify(ids.slice(0, MAX_COACHING_POINTS).map((id) => COACHING[id][kind]));
  return {
    recording_id: call.recording_id,
    version: 1,
    is_current: 1,
    transcript_version: 1,
    scorecard_id: defaultScorecard.id,
    scorecard_version: defaultScorecard.version,
    provider: "sample",
    model: "generated",
    prompt_version: "sample-1",
    agent_user: call.agent_user,
    campaign_id: call.campaign_id,
    local_date: call.local_date,
    is_sample: 1,
    total: score.total,
    flagged: score.flagged ? 1 : 0,
    flag_reason: score.flagReason,
    criteria: JSON.stringify(criteria),
    auto_fails: JSON.stringify(
      autoFails.map((id) => ({ id, evidence: locate(segments, transcript.autoFailSegment ?? -1) })),
    ),
    injections: JSON.stringify(injections),
    summary: summarise(scenario, marks),
    strengths: coach(
      criteriaWhere(marks, (mark) => mark === 5),
      "strength",
    ),
    improvements: coach(
      criteriaWhere(marks, (mark) => mark <= 3),
      "improvement",
    ),
    input_tokens: 0,
    output_tokens: 0,
    cost_usd: 0,
    latency_ms: 0,
    raw_answer: "{}",
    created_at: scoredAt,
  };
}
