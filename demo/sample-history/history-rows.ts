/*
 * The rows of a sample history, named as the columns they go into (edge/db/schema.ts), without `site_id`. JSON columns
 * are already text.
 */

export type CallRow = {
  recording_id: string;
  uniqueid: string;
  agent_user: string;
  agent_name: string;
  campaign_id: string;
  call_status: string;
  /** Epoch milliseconds. */
  started_at: number;
  /** YYYY-MM-DD in the site's zone. */
  local_date: string;
  duration_sec: number;
  agent_state: "transcribed" | "skipped" | "failed";
  state_reason: string | null;
  is_sample: 1;
  created_at: number;
  updated_at: number;
};

export type TranscriptRow = {
  recording_id: string;
  version: 1;
  content_hash: string;
  language: "en";
  model: string;
  segments: string;
  word_count: number;
  audio_sec: number;
  speech_sec: number;
  transcription_sec: number;
  redactions: string;
  received_at: number;
};

export type ScoreRow = {
  recording_id: string;
  version: 1;
  is_current: 1;
  transcript_version: 1;
  scorecard_id: string;
  scorecard_version: number;
  provider: "sample";
  model: string;
  prompt_version: string;
  agent_user: string;
  campaign_id: string;
  local_date: string;
  is_sample: 1;
  total: number | null;
  flagged: 0 | 1;
  flag_reason: string | null;
  criteria: string;
  auto_fails: string;
  injections: string;
  summary: string;
  strengths: string;
  improvements: string;
  input_tokens: 0;
  output_tokens: 0;
  cost_usd: 0;
  latency_ms: 0;
  raw_answer: string;
  created_at: number;
};

export type SampleHistory = {
  calls: CallRow[];
  transcripts: TranscriptRow[];
  scores: ScoreRow[];
};
