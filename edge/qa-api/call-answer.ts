import type { CallAnswer, CallReview, OpinionAnswer } from "#shared/contracts/qa-api.ts";
import { transcriptText } from "#shared/contracts/transcript.ts";

import type { StoredReview } from "../reviews/review.repository.ts";
import type { Opinion } from "../scoring/judging/opinion.ts";
import type { FoundAutoFail, ScoredCriterion } from "../scoring/judging/scored-criterion.ts";
import { markScores, roundedTotal } from "./averages.ts";
import type { CallRecord } from "./call-record.repository.ts";
import { processingStatus } from "./processing-status.ts";
import { removedWords } from "./removed-scores.ts";

/** A call as the API tells it, with the review of it that counts. */
export function toAnswer(call: CallRecord, review: StoredReview | null): CallAnswer {
  const { transcript, score, job } = call;
  return {
    recording_id: call.recordingId,
    uniqueid: call.uniqueid,
    agent_user: call.agentUser,
    agent_name: call.agentName,
    campaign_id: call.campaignId,
    call_date: new Date(call.startedAt).toISOString(),
    call_length: call.durationSec === null ? null : Math.round(call.durationSec),
    call_status: call.callStatus,
    processing_status: statusOfRecord(call),
    transcript:
      transcript === null || transcript.textRemovedAt !== null
        ? null
        : transcriptText(transcript.segments),
    language: transcript?.language ?? null,
    word_count: transcript?.wordCount ?? null,
    transcription_time: transcript?.transcriptionSec ?? null,
    total_score: roundedTotal(score?.total ?? null),
    scores: markScores(
      score === null ? null : Object.fromEntries(score.criteria.map(({ id, mark }) => [id, mark])),
    ),
    summary: score?.summary ?? null,
    strengths: score?.strengths ?? null,
    improvements: score?.improvements ?? null,
    flagged: score?.flagged ?? null,
    flag_reason: score?.flagReason ?? null,
    llm_provider: score?.provider ?? null,
    model: score?.model ?? null,
    prompt_version: score?.promptVersion ?? null,
    scorecard: score === null ? null : { id: score.scorecardId, version: score.scorecardVersion },
    cost_usd: score?.costUsd ?? null,
    evidence: (score?.criteria ?? []).map(criterionAnswer),
    auto_fails: (score?.autoFails ?? []).map(autoFailAnswer),
    injections: score?.injections ?? [],
    excerpt: score?.excerpt ?? null,
    first_opinion: opinionAnswer(job?.opinions[0]),
    // those of a job are newer than the score beside them
    second_opinion: opinionAnswer(
      job?.opinions.length ? job.opinions[1] : (score?.secondOpinion ?? undefined),
    ),
    segments: transcript?.segments ?? [],
    transcript_confidence: transcript?.confidence ?? null,
    low_confidence: transcript?.lowConfidence ?? null,
    left_out: transcript?.leftOut ?? [],
    redacted_spans: transcript?.redactedSpans ?? [],
    text_removed_at: instantOf(transcript?.textRemovedAt ?? null),
    status_reason: statusReason(call),
    is_sample: call.isSample,
    review: review === null ? null : reviewAnswer(review),
  };
}

function reviewAnswer(review: StoredReview): CallReview {
  return {
    reviewer: review.reviewerName,
    reviewed_at: new Date(review.createdAt).toISOString(),
    scorecard: { id: review.scorecardId, version: review.scorecardVersion },
    marks: review.marks,
    comments: review.comments,
    auto_fails: review.autoFails,
    total_score: roundedTotal(review.total),
    flagged: review.flagged,
    flag_reason: review.flagReason,
    verdict: review.verdict,
    comment: review.comment,
    blind: review.isBlind,
    answers_dispute: review.cause === "dispute",
  };
}

function criterionAnswer({ evidence, ...criterion }: ScoredCriterion) {
  return { ...criterion, quotes: evidence };
}

function autoFailAnswer({ id, evidence }: FoundAutoFail) {
  return { id, quotes: evidence };
}

function opinionAnswer(opinion: Opinion | undefined): OpinionAnswer | null {
  if (opinion === undefined) return null;
  const { provider, score } = opinion;
  return {
    llm_provider: provider.name,
    model: provider.model,
    prompt_version: provider.promptVersion,
    scorecard: opinion.scorecard,
    total_score: roundedTotal(score.total),
    flagged: score.flagged,
    flag_reason: score.flagReason,
    summary: opinion.summary,
    strengths: opinion.strengths,
    improvements: opinion.improvements,
    evidence: opinion.criteria.map(criterionAnswer),
    auto_fails: opinion.autoFails.map(autoFailAnswer),
    excerpt: opinion.excerpt,
    cost_usd: opinion.costUsd,
  };
}

function instantOf(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}

export function statusOfRecord({ agentState, job, score, scoresRemoved }: CallRecord) {
  const jobState = scoresRemoved === null ? (job?.state ?? null) : "removed";
  return processingStatus({ agentState, jobState, hasScore: score !== null });
}

/** Why a call is not scored, for a person to read. */
export function statusReason(call: CallRecord): string | null {
  const { job, scoresRemoved } = call;
  if (scoresRemoved !== null) return removedWords(scoresRemoved);
  if (job === null) return call.stateReason;
  return job.state === "done" ? null : job.lastError;
}
