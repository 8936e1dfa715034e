import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { roundTo } from "#shared/scoring/score-call.ts";

import { wordErrorRate } from "../eval/word-error-rate.ts";
import { redactSegments } from "../onprem/redaction/redact-segments.ts";
import type { DemoCall } from "./demo-calls.ts";

/** What became of one demo call: the agent's side from its queue, the edge's from the QA API. */
export type DemoResult = {
  recording_id: string;
  agent_name: string;
  /** Seconds; null when the recording could not be read. */
  duration_sec: number | null;
  state: string;
  /** Code of why it was skipped, failed or lost, such as too_short; null otherwise. */
  reason: string | null;
  /** The same for people. */
  reason_text: string | null;
  word_count: number | null;
  /** Against the truth file, both sides redacted; null where nothing was transcribed. */
  wer: number | null;
  total_score: number | null;
  flagged: boolean | null;
  flag_reason: string | null;
  provider: string | null;
};

const callAnswerSchema = z.object({
  processing_status: z.string(),
  word_count: z.number().nullable(),
  transcript: z.string().nullable(),
  total_score: z.number().nullable(),
  flagged: z.boolean().nullable(),
  flag_reason: z.string().nullable(),
  llm_provider: z.string().nullable(),
});

const queueRowSchema = z.object({
  state: z.string(),
  reason_code: z.string().nullable(),
  reason: z.string().nullable(),
  duration_sec: z.number().nullable(),
});

/** What `--json` tells of a call. */
export function toAnswer(result: DemoResult) {
  return {
    recording_id: result.recording_id,
    state: result.state,
    reason: result.reason,
    word_count: result.word_count,
    wer: result.wer,
    total_score: result.total_score,
    flagged: result.flagged,
    flag_reason: result.flag_reason,
    provider: result.provider,
  };
}

/** Statuses in which the edge will do nothing more with a call by itself. */
const FINAL = new Set(["complete", "error", "skipped"]);

export function isFinal(result: DemoResult): boolean {
  return FINAL.has(result.state);
}

/** Asks the QA API and the agent's queue what became of the demo's calls, in the calls' order. */
export async function readResults(options: {
  calls: readonly DemoCall[];
  edgeUrl: string;
  readToken: string;
  agentState: string;
}): Promise<DemoResult[]> {
  const queue = new DatabaseSync(join(options.agentState, "queue.db"), { readOnly: true });
  try {
    const results: DemoResult[] = [];
    for (const call of options.calls) results.push(await readResult(call, queue, options));
    return results;
  } finally {
    queue.close();
  }
}

async function readResult(
  call: DemoCall,
  queue: DatabaseSync,
  { edgeUrl, readToken }: { edgeUrl: string; readToken: string },
): Promise<DemoResult> {
  const row = queue
    .prepare(
      "SELECT state, reason_code, reason, duration_sec FROM recording WHERE recording_id = ?",
    )
    .get(call.recording_id);
  const local = queueRowSchema.safeParse(row).data;
  const response = await fetch(`${edgeUrl}/api/qa/call/${encodeURIComponent(call.recording_id)}`, {
    headers: { authorization: `Bearer ${readToken}` },
    signal: AbortSignal.timeout(10_000),
  });
  const answer = response.ok ? callAnswerSchema.parse(await response.json()) : null;
  return {
    recording_id: call.recording_id,
    agent_name: call.agent_name,
    duration_sec: local?.duration_sec ?? null,
    state: answer?.processing_status ?? local?.state ?? "not found",
    reason: local?.reason_code ?? null,
    reason_text: local?.reason ?? null,
    word_count: answer?.word_count ?? null,
    wer: errorRate(call, answer?.transcript ?? null),
    total_score: answer?.total_score ?? null,
    flagged: answer?.flagged ?? null,
    flag_reason: answer?.flag_reason ?? null,
    provider: answer?.llm_provider ?? null,
  };
}

/** The truth is redacted as the transcript was: what must not be kept cannot be counted as missing. */
function errorRate(call: DemoCall, transcript: string | null): number | null {
  if (transcript === null) return null;
  const truth = call.truth.map((line) => ({
    start_sec: line.start,
    end_sec: line.end,
    text: line.text,
    confidence: 1,
    speaker: null,
  }));
  const { segments } = redactSegments(truth);
  const said = segments.map((segment) => segment.text).join(" ");
  const rate = wordErrorRate(said, transcript);
  return rate === null ? null : roundTo(rate, 4);
}
