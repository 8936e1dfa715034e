import { addDays, epochOfClockTime, localDateAt } from "#shared/time/site-time.ts";

import type { Database } from "../db/client.ts";
import { dailyDigest, MOST_FLAGGED } from "../digests/daily-digest.ts";
import { letterSiteOf } from "../digests/letter-site.ts";
import { clockHour } from "../digests/report-periods.ts";
import type { Env } from "../env.ts";
import { countAutoFailed } from "../qa-api/auto-failed.repository.ts";
import { readFlaggedCalls } from "../qa-api/flagged-calls.repository.ts";
import {
  planStatements,
  type PlannedMessage,
  type Recipient,
} from "../sending/deliveries.repository.ts";
import type { Letter } from "../sending/letter.ts";
import { listCosts } from "../spending/costs.usecase.ts";
import { alertChanges, type AlertChange } from "./alert-changes.ts";
import { pipelineLetter } from "./alert-letters.ts";
import { FACTS_STATEMENTS, readPipelineFacts, type PipelineFacts } from "./pipeline-facts.ts";
import { backlogOfToday, checkPipeline, PIPELINE_RULES, RULE_WORDS } from "./pipeline-rules.ts";
import { planWeek, WEEK_STATEMENTS, type PlannedWeek } from "./plan-week.ts";
import {
  recipientsOf,
  reportedStatement,
  storeBacklogStatement,
  storeStatesStatement,
  type AlertSite,
  type AlertState,
} from "./site-alerts.repository.ts";

/** Flagged calls (2), auto-failed ones, costs. A check writes about a day or about a week, not both. */
const DIGEST_STATEMENTS = Math.max(4, WEEK_STATEMENTS);
/** States, backlog, messages and deliveries, how far is reported. */
const STORE_STATEMENTS = 5;
export const CHECK_STATEMENTS = FACTS_STATEMENTS + DIGEST_STATEMENTS + STORE_STATEMENTS;

const MINUTE_MS = 60_000;
/** How long a digest waits for the night's scoring. */
const WAIT_FOR_SCORING_MS = 2 * 60 * MINUTE_MS;

/** Sees what is wrong at a site and whether yesterday is to be reported on, and plans the messages; answers how many. */
export async function checkSite(
  db: Database,
  env: Env,
  site: AlertSite,
  nowMs: number,
): Promise<number> {
  const facts = await readPipelineFacts(db, env, site, nowMs);
  const backlog = backlogOfToday(site, facts, nowMs);
  const known = backlog === null ? site : { ...site, backlog };
  const coolDownMs = site.settings.pipeline_cool_down_min * MINUTE_MS;
  const recipients = recipientsOf(site, "alerts");
  const changes = alertChanges(site.states, checkPipeline(known, facts, nowMs), {
    coolDownMs,
    isHeard: recipients.length > 0,
    nowMs,
  });
  const digest = await digestDue(db, site, facts, changes, nowMs);
  const week: PlannedWeek =
    digest.through === null ? await planWeek(db, site, nowMs) : { messages: [], reported: null };
  const messages = [
    ...alertMessages(site, changes, recipients, nowMs),
    ...digest.messages,
    ...week.messages,
  ];
  const client = db.$client;
  const statements = [
    ...(changes.length === 0
      ? []
      : [
          storeStatesStatement(
            db,
            site.siteId,
            changes.map(({ state }) => state),
          ),
        ]),
    ...(backlog === null ? [] : [storeBacklogStatement(db, known)]),
    ...(messages.length === 0 ? [] : planStatements(db, messages, nowMs)),
    ...(digest.through === null
      ? []
      : [reportedStatement(db, site, { digestThrough: digest.through })]),
    ...(week.reported === null ? [] : [week.reported]),
  ];
  if (statements.length > 0) await client.batch(statements);
  return messages.length;
}

function alertMessages(
  site: AlertSite,
  changes: readonly AlertChange[],
  recipients: readonly Recipient[],
  nowMs: number,
): PlannedMessage[] {
  return changes.flatMap((change) => {
    const { tell, state } = change;
    if (tell === null) return [];
    return [
      {
        id: crypto.randomUUID(),
        siteId: site.siteId,
        kind: tell === "is_over" ? "resolved" : "alert",
        period: `${state.rule}:${state.since}:${nowMs}`,
        letter: pipelineLetter({ ...change, tell }, letterSiteOf(site)),
        recipients,
      },
    ];
  });
}

type DueDigest = {
  /** The day that is reported on now; null: none is due. */
  through: string | null;
  messages: PlannedMessage[];
};

async function digestDue(
  db: Database,
  site: AlertSite,
  facts: PipelineFacts,
  changes: readonly AlertChange[],
  nowMs: number,
): Promise<DueDigest> {
  const date = addDays(facts.today, -1);
  const dueAtMs = epochOfClockTime(
    facts.today,
    clockHour(site.settings.digest_hour),
    site.timeZone,
  );
  if (site.digestThrough >= date || nowMs < dueAtMs) return { through: null, messages: [] };
  const recipients = site.settings.daily_on ? recipientsOf(site, "daily") : [];
  if (recipients.length === 0) return { through: date, messages: [] };
  if (facts.waitingToBeScored > 0 && nowMs < dueAtMs + WAIT_FOR_SCORING_MS) {
    return { through: null, messages: [] };
  }
  const { letter } = await writeDigest(db, site, facts, firingTexts(site, changes), date, nowMs);
  const message = { siteId: site.siteId, kind: "daily_digest", period: date, letter, recipients };
  return { through: date, messages: [{ id: crypto.randomUUID(), ...message }] };
}

/** What is wrong once the changes hold, in words. */
function firingTexts(site: AlertSite, changes: readonly AlertChange[]): string[] {
  const states: AlertState[] = [...site.states, ...changes.map(({ state }) => state)];
  const now = new Map(states.map((state) => [state.rule, state]));
  return PIPELINE_RULES.flatMap((rule) => {
    const state = now.get(rule);
    return state?.state === "firing" ? [`${RULE_WORDS[rule].name}. ${state.detail}`] : [];
  });
}

export type WrittenDigest = {
  letter: Letter;
  /** The calls whose summaries are in it, which may quote what was said. */
  summarised: string[];
};

async function writeDigest(
  db: Database,
  site: AlertSite,
  pipeline: PipelineFacts,
  firing: readonly string[],
  date: string,
  nowMs: number,
): Promise<WrittenDigest> {
  const period = { from: date, to: date };
  const [flagged, autoFailed, costs] = await Promise.all([
    readFlaggedCalls(db, site.siteId, {
      period,
      agentUser: null,
      campaignId: null,
      limit: MOST_FLAGGED,
    }),
    countAutoFailed(db, site.siteId, period),
    listCosts(db, site.siteId, { from: date, to: pipeline.today }),
  ]);
  const facts = { date, pipeline, flagged, autoFailed, costs, firing };
  const summarised = site.settings.with_texts
    ? flagged.filter(({ summary }) => summary !== "").map(({ recordingId }) => recordingId)
    : [];
  return { letter: dailyDigest(facts, letterSiteOf(site), nowMs), summarised };
}

/** The digest of a date as it would be sent now. */
export async function previewDigest(
  db: Database,
  env: Env,
  site: AlertSite,
  nowMs: number,
): Promise<WrittenDigest> {
  const facts = await readPipelineFacts(db, env, site, nowMs);
  const date = addDays(localDateAt(nowMs, site.timeZone), -1);
  return writeDigest(db, site, facts, firingTexts(site, []), date, nowMs);
}
