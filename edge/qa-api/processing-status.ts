import type { RecordingState } from "#shared/contracts/call.ts";
import type { ProcessingStatus } from "#shared/contracts/qa-api.ts";

export const SCORING_JOB_STATES = [
  "due",
  "leased",
  "held",
  "done",
  "needs_human",
  "failed",
] as const;
export type ScoringJobState = (typeof SCORING_JOB_STATES)[number];

const BY_AGENT_STATE: Record<RecordingState, ProcessingStatus> = {
  found: "pending",
  waiting_file: "pending",
  pending: "pending",
  transcribing: "transcribing",
  transcribed: "transcribed",
  skipped: "skipped",
  failed: "error",
  lost: "error",
};

const BY_JOB_STATE: Record<ScoringJobState, ProcessingStatus> = {
  due: "transcribed",
  held: "transcribed",
  leased: "scoring",
  done: "complete",
  needs_human: "error",
  failed: "error",
};

/** Where a call stands while only the on-prem queue knows of it. */
export function statusOfAgentState(state: RecordingState): ProcessingStatus {
  return BY_AGENT_STATE[state];
}

/** Where a call stands once it has a scoring job. */
export function statusOfJobState(state: ScoringJobState): ProcessingStatus {
  return BY_JOB_STATE[state];
}

/**
 * How far a call has come. Once the edge has a job the job tells; before that the on-prem queue does. A score without a
 * job (sample history) is complete. A job that is `removed` went with its score, or never was: the site no longer keeps scores
 * of that day.
 */
export function processingStatus(call: {
  agentState: RecordingState;
  jobState: ScoringJobState | "removed" | null;
  hasScore: boolean;
}): ProcessingStatus {
  if (call.jobState === "removed") return "removed";
  if (call.jobState !== null) return statusOfJobState(call.jobState);
  return call.hasScore ? "complete" : statusOfAgentState(call.agentState);
}
