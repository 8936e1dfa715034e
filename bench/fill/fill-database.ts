import type { DatabaseSync, SQLInputValue } from "node:sqlite";

import { DEFAULT_TRANSCRIPT_DAYS } from "#shared/contracts/settings.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { addDays } from "#shared/time/site-time.ts";

import { seededRandom } from "../../demo/sample-history/seeded-random.ts";
import { FIRST_DAY, HISTORY_DAYS, NOW_MS, SITE } from "../bench-site.ts";
import { callTemplates } from "./call-templates.ts";
import { drawDay, scoredPerDay, type DrawnCall } from "./draw-day.ts";
import { addCalibrationRounds } from "./people/calibration-rounds.ts";
import { FollowUpWork } from "./people/follow-up-work.ts";
import { addScorecardAndRun } from "./people/scorecard-run.ts";
import { settleSite } from "./people/settled-site.ts";
import { DAILY_STAT_COLUMNS, RollupsInMemory } from "./rollups-in-memory.ts";

const SEED = 20_261_124;
/** Of what people do, so that the calls stay what they are whatever is done with them. */
const PEOPLE_SEED = 20_261_125;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Calls are transcribed the night after, and scored by breakfast. */
const RECEIVED_AFTER_MS = 12 * HOUR_MS;
const SCORED_AFTER_MS = 13 * HOUR_MS;
export const COST_USD = 0.0011;
const INPUT_TOKENS = 4200;
const OUTPUT_TOKENS = 900;
const CALLS_A_TRANSACTION = 20_000;

const CALL = [
  "recording_id",
  "uniqueid",
  "agent_user",
  "agent_name",
  "campaign_id",
  "call_status",
  "started_at",
  "local_date",
  "duration_sec",
  "agent_state",
  "state_reason",
  "created_at",
  "updated_at",
];
const TRANSCRIPT = [
  "recording_id",
  "version",
  "content_hash",
  "language",
  "model",
  "segments",
  "word_count",
  "audio_sec",
  "speech_sec",
  "transcription_sec",
  "redactions",
  "received_at",
  "text_removed_at",
];
const JOB = [
  "recording_id",
  "transcript_version",
  "state",
  "next_at",
  "attempts",
  "created_at",
  "updated_at",
];
const SCORE = [
  "recording_id",
  "version",
  "is_current",
  "transcript_version",
  "scorecard_id",
  "scorecard_version",
  "provider",
  "model",
  "prompt_version",
  "agent_user",
  "campaign_id",
  "local_date",
  "total",
  "flagged",
  "flag_reason",
  "criteria",
  "auto_fails",
  "injections",
  "summary",
  "strengths",
  "improvements",
  "input_tokens",
  "output_tokens",
  "cost_usd",
  "latency_ms",
  "raw_answer",
  "created_at",
];
const COST = [
  "local_date",
  "provider",
  "model",
  "calls",
  "input_tokens",
  "output_tokens",
  "cost_usd",
];
const JUDGE = { provider: "gemini", model: "gemini-3.5-flash-lite" };

/**
 * Fills the migrated database of an existing site and its people with two years of `calls` scored calls, what comes with them
 * and what people do with them. Texts are
 * there for the last DEFAULT_TRANSCRIPT_DAYS days, as the edge leaves it; everything else for all of them.
 */
export function fillDatabase(
  sqlite: DatabaseSync,
  calls: number,
  onProgress: (scored: number) => void,
): void {
  const insert = inserter(sqlite);
  const intoCall = insert("call", CALL);
  const intoTranscript = insert("transcript", TRANSCRIPT);
  const intoJob = insert("scoring_job", JOB);
  const intoScore = insert("score", SCORE);
  const intoDailyStat = insert("daily_stat", DAILY_STAT_COLUMNS);
  const intoTeamStat = insert("team_stat", ["span", "first_date", "agents", "marks"]);
  const intoCost = insert("daily_cost", [...COST]);
  const random = seededRandom(SEED);
  const templates = callTemplates();
  const rollups = new RollupsInMemory();
  const peopleRandom = seededRandom(PEOPLE_SEED);
  const people = new FollowUpWork(sqlite, peopleRandom);
  let number = 1;
  let scored = 0;
  let written = 0;
  let textsRemoved = 0;
  sqlite.exec("BEGIN");
  for (const [day, count] of scoredPerDay(calls).entries()) {
    const localDate = addDays(FIRST_DAY, day);
    const drawn = drawDay(day, count, number, templates, random);
    number += drawn.length;
    for (const call of drawn) {
      const receivedAt = Math.min(call.startedAt + RECEIVED_AFTER_MS, NOW_MS);
      const scoredAt = Math.min(call.startedAt + SCORED_AFTER_MS, NOW_MS);
      const keepsText = receivedAt >= NOW_MS - DEFAULT_TRANSCRIPT_DAYS * DAY_MS;
      rollups.addCall(call);
      intoCall(callValues(call, receivedAt));
      if (call.template === null) continue;
      intoTranscript(transcriptValues(call, receivedAt, keepsText));
      if (!keepsText) textsRemoved += 1;
      // What waits does so for longer than the bench runs, which scores calls of its own.
      const nextAt = call.jobState === "held" ? NOW_MS + 1000 * DAY_MS : receivedAt;
      intoJob([call.recordingId, 1, call.jobState, nextAt, 0, receivedAt, scoredAt]);
      if (call.jobState !== "done") continue;
      rollups.addScore(call, scoredAt, COST_USD);
      intoScore(scoreValues(call, scoredAt, keepsText));
      if (people.followUp(call, scoredAt)) rollups.addReview(call);
    }
    const { daily, team } = rollups.endDay(localDate);
    for (const row of daily) intoDailyStat(row);
    for (const row of team) intoTeamStat([row.span, row.firstDate, row.agents, row.marks]);
    if (count > 0) {
      intoCost([
        localDate,
        JUDGE.provider,
        JUDGE.model,
        count,
        count * INPUT_TOKENS,
        count * OUTPUT_TOKENS,
        count * COST_USD,
      ]);
    }
    scored += count;
    written += drawn.length;
    if (written > CALLS_A_TRANSACTION) {
      sqlite.exec("COMMIT; BEGIN");
      written = 0;
      onProgress(scored);
    }
  }
  intoDailyStat(rollups.everRow());
  // Rowids count from 1, and the oldest texts are the first.
  sqlite.prepare("UPDATE site SET texts_removed_to = ?").run(textsRemoved);
  settleSite(sqlite);
  addCalibrationRounds(sqlite, peopleRandom);
  addScorecardAndRun(sqlite);
  sqlite.exec("COMMIT");
  onProgress(scored);
  if (scored !== calls || number <= HISTORY_DAYS) {
    throw new Error(`${scored} calls were filled in, and ${calls} were wanted`);
  }
}

function inserter(sqlite: DatabaseSync) {
  return (table: string, columns: readonly string[]) => {
    // A week's row of the team is written once for each of its days.
    const statement = sqlite.prepare(
      `INSERT OR REPLACE INTO ${table} (site_id, ${columns.join(", ")})
       VALUES (?, ${columns.map(() => "?").join(", ")})`,
    );
    return (values: readonly SQLInputValue[]) => statement.run(SITE.id, ...values);
  };
}

function callValues(call: DrawnCall, receivedAt: number): SQLInputValue[] {
  return [
    call.recordingId,
    `${Math.floor(call.startedAt / 1000)}.${call.recordingId.slice(1)}`,
    call.agent.user,
    call.agent.name,
    call.campaignId,
    call.callStatus,
    call.startedAt,
    call.localDate,
    call.template?.audioSec ?? 12,
    call.agentState,
    call.stateReason,
    receivedAt,
    receivedAt,
  ];
}

function transcriptValues(
  { recordingId, template }: DrawnCall,
  receivedAt: number,
  keepsText: boolean,
): SQLInputValue[] {
  const audioSec = template?.audioSec ?? 0;
  return [
    recordingId,
    1,
    // As long as a SHA-256 is.
    recordingId.padStart(64, "0"),
    "en",
    "ggml-large-v3-turbo-q5_0.bin",
    keepsText ? (template?.segmentsText ?? "[]") : "[]",
    template?.wordCount ?? 0,
    audioSec,
    audioSec * 0.8,
    audioSec / 12,
    '{"card":0,"security_code":0,"expiry":0}',
    receivedAt,
    keepsText ? null : receivedAt + DEFAULT_TRANSCRIPT_DAYS * DAY_MS,
  ];
}

function scoreValues(call: DrawnCall, scoredAt: number, keepsText: boolean): SQLInputValue[] {
  const { template } = call;
  if (template === null) throw new Error("a call without words has no score");
  return [
    call.recordingId,
    1,
    1,
    1,
    defaultScorecard.id,
    defaultScorecard.version,
    JUDGE.provider,
    JUDGE.model,
    "call-judge-1",
    call.agent.user,
    call.campaignId,
    call.localDate,
    template.total,
    template.flagged,
    template.flag_reason,
    template.criteria,
    template.auto_fails,
    template.injections,
    template.summary,
    template.strengths,
    template.improvements,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    COST_USD,
    2100,
    keepsText ? template.rawAnswer : "",
    scoredAt,
  ];
}
