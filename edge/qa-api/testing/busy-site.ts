import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";
import { scoreCall, type Mark, type Marks } from "#shared/scoring/score-call.ts";
import { addDays } from "#shared/time/site-time.ts";

import { RECOUNT_ROLLUPS } from "../../scoring/rollups/recount-rollups.ts";

export const BUSY_DAYS = 90;
export const BUSY_AGENTS = 60;
const CAMPAIGNS = ["SUPPORT", "SALES", "BILLING", "RETENTION"];
const STATUSES = ["RESOLV", "SALE", "CALLBK", "NI"];

/** Numbers that look thrown, and are the same every time. */
function noise(at: number): number {
  const value = Math.sin(at * 12.9898) * 43758.5453;
  return value - Math.floor(value);
}

/**
 * Fills an existing site with `calls` calls of its last ninety days up to `today`, spread over sixty agents and four
 * campaigns: mostly scored, some flagged, some skipped, waiting, stuck with a person or failed.
 */
export async function seedBusySite(
  db: D1Database,
  siteId: string,
  today: string,
  calls: number,
): Promise<void> {
  const rows = Array.from({ length: calls }, (_, at) => callRow(at, today));
  for (let from = 0; from < rows.length; from += 500) {
    const chunk = JSON.stringify(rows.slice(from, from + 500));
    await db.batch([
      db
        .prepare(
          `insert into call (site_id, recording_id, uniqueid, agent_user, agent_name, campaign_id, call_status, started_at,
             local_date, duration_sec, agent_state, state_reason, is_sample, created_at, updated_at)
           select ?1, value->>'id', 'u' || (value->>'id'), value->>'agent', 'Agent ' || (value->>'agent'),
             value->>'campaign', value->>'status', value->>'startedAt', value->>'date', 60, value->>'state',
             value->>'reason', 0, value->>'startedAt', value->>'startedAt'
           from json_each(?2)`,
        )
        .bind(siteId, chunk),
      db
        .prepare(
          `insert into scoring_job (site_id, recording_id, transcript_version, state, next_at, created_at, updated_at)
           select ?1, value->>'id', 1, value->>'job', value->>'startedAt', value->>'startedAt', value->>'startedAt'
           from json_each(?2) where value->>'job' is not null`,
        )
        .bind(siteId, chunk),
      db
        .prepare(
          `insert into score (site_id, recording_id, version, is_current, transcript_version, scorecard_id,
             scorecard_version, provider, model, prompt_version, agent_user, campaign_id, local_date, is_sample, total,
             flagged, flag_reason, criteria, auto_fails, injections, summary, strengths, improvements, input_tokens,
             output_tokens, cost_usd, latency_ms, raw_answer, created_at)
           select ?1, value->>'id', 1, 1, 1, 'default', 1, 'gemini', 'm', 'p', value->>'agent', value->>'campaign',
             value->>'date', 0, value->>'total', value->>'flagged', value->>'flagReason', value->>'criteria', '[]', '[]',
             'As heard.', '[]', '[]', 1, 1, 0.001, 1, '{}', value->>'startedAt'
           from json_each(?2) where value->>'job' = 'done'`,
        )
        .bind(siteId, chunk),
    ]);
  }
  await db.batch(RECOUNT_ROLLUPS.map((sql) => db.prepare(sql).bind(siteId)));
}

function callRow(at: number, today: string) {
  const date = addDays(today, -(at % BUSY_DAYS));
  const second = Math.floor(noise(at) * 36_000) + 8 * 3600;
  const kind = noise(at + 0.5);
  const state = kind < 0.05 ? "skipped" : kind < 0.07 ? "pending" : "transcribed";
  const job =
    state !== "transcribed" ? null : kind < 0.08 ? "needs_human" : kind < 0.1 ? "due" : "done";
  const marks = marksOf(at);
  const { total, flagged, flagReason } = scoreCall(
    defaultScorecard,
    marks,
    noise(at + 0.7) < 0.02 ? ["abuse"] : [],
  );
  return {
    id: `r${String(at).padStart(6, "0")}`,
    agent: String(1000 + Math.floor(noise(at + 0.1) * BUSY_AGENTS)),
    campaign: CAMPAIGNS[Math.floor(noise(at + 0.2) * CAMPAIGNS.length)],
    status: STATUSES[Math.floor(noise(at + 0.3) * STATUSES.length)],
    date,
    startedAt: Date.parse(`${date}T00:00:00Z`) + second * 1000,
    state,
    reason: state === "skipped" ? "too_short" : null,
    job,
    total,
    flagged: flagged ? 1 : 0,
    flagReason,
    criteria: JSON.stringify(
      STANDARD_CRITERION_IDS.map((id) => ({
        id,
        mark: marks[id],
        rationale: "As heard.",
        evidence: [],
      })),
    ),
  };
}

function marksOf(at: number): Marks {
  const level = noise(at + 0.4);
  return Object.fromEntries(
    STANDARD_CRITERION_IDS.map((id, place): [string, Mark] => {
      const drawn = Math.round(1 + 4 * (level * 0.7 + noise(at * 8 + place) * 0.3));
      const mark = (["1", "2", "3", "4", "5"] as const)[drawn - 1] ?? "3";
      return [id, id === "closing" && noise(at + 0.9) < 0.1 ? "NA" : mark];
    }),
  );
}
