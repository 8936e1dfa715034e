import type { Segment } from "#shared/contracts/transcript.ts";
import type { StandardAutoFailId } from "#shared/scorecard/scorecard.ts";
import { roundTo } from "#shared/scoring/score-call.ts";
import { addDays } from "#shared/time/site-time.ts";

import { composeTranscript } from "./compose-transcript.ts";
import { drawMarks } from "./draw-marks.ts";
import type { CallRow, SampleHistory, TranscriptRow } from "./history-rows.ts";
import { epochOfMinute, isWeekend } from "./local-time.ts";
import { SAMPLE_AGENTS, type SampleAgent } from "./sample-agents.ts";
import { SCENARIOS, type Scenario } from "./scenarios.ts";
import { scoreSampleCall } from "./score-sample-call.ts";
import { seededRandom, type SeededRandom } from "./seeded-random.ts";

const HISTORY_DAYS = 30;
/** Yesterday and today are left to real calls. */
const LAST_DAY_AGO = 2;
const CALLS_PER_WORKING_DAY = 4;
const WEEKEND_SHIFT_SHARE = 0.3;
const SHIFT_START_MINUTE = 8 * 60 + 30;
const SHIFT_END_MINUTE = 18 * 60;
const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;

const TOO_SHORT_SHARE = 0.06;
const NO_SPEECH_SHARE = 0.02;
const FAILED_SHARE = 0.004;
const INJECTION_SHARE = 0.003;

type Unscored = Pick<CallRow, "agent_state" | "state_reason" | "call_status" | "duration_sec">;

/**
 * Thirty days of past calls at an invented company, up to the day before yesterday: calls, transcripts and
 * scores, all marked as samples. The same options give the same history.
 *
 * @param options.today YYYY-MM-DD in `timeZone`
 * @param options.timeZone IANA name of the site's zone
 */
export function generateSampleHistory(options: {
  seed: number;
  today: string;
  timeZone: string;
}): SampleHistory {
  const random = seededRandom(options.seed);
  const history: SampleHistory = {
    calls: [],
    transcripts: [],
    scores: [],
  };

  for (let day = 0; day < HISTORY_DAYS; day += 1) {
    const date = addDays(options.today, day - HISTORY_DAYS - LAST_DAY_AGO + 1);
    const shifts = SAMPLE_AGENTS.flatMap((agent) =>
      startMinutes(isWeekend(date), random).map((minute) => ({ agent, minute })),
    ).toSorted((a, b) => a.minute - b.minute);
    for (const [index, { agent, minute }] of shifts.entries()) {
      addCall(
        agent,
        date,
        index,
        day / (HISTORY_DAYS - 1),
        epochOfMinute(date, minute, options.timeZone),
      );
    }
  }
  return history;

  function addCall(
    agent: SampleAgent,
    date: string,
    index: number,
    progress: number,
    minuteMs: number,
  ): void {
    const startedAt = minuteMs + random.integer(0, 59) * SECOND_MS;
    const campaign = random.pick(agent.campaigns);
    const scenario = pickScenario(campaign, random);
    const identity = {
      recording_id: `sample-${date.replaceAll("-", "")}-${String(index + 1).padStart(3, "0")}`,
      uniqueid: `sample-${date}.${index + 1}`,
      agent_user: agent.user,
      agent_name: agent.name,
      campaign_id: campaign,
      started_at: startedAt,
      local_date: date,
      is_sample: 1,
      created_at: startedAt,
      updated_at: startedAt + 12 * HOUR_MS,
    } as const;
    const unscored = drawUnscored(random);
    if (unscored !== null) {
      history.calls.push({ ...identity, ...unscored });
      return;
    }

    const autoFail = drawAutoFail(agent, random);
    const marks = drawMarks(agent, progress, autoFail, random);
    const injection = random.chance(INJECTION_SHARE);
    const composed = composeTranscript(
      { agentName: agent.name, scenario, marks, autoFail, injection },
      random,
    );
    const endSec = composed.segments.at(-1)?.end_sec ?? 0;
    const call: CallRow = {
      ...identity,
      call_status: (marks.resolution ?? 3) >= 4 ? scenario.status.resolved : scenario.status.open,
      duration_sec: roundTo(endSec + random.integer(5, 25) / 10, 2),
      agent_state: "transcribed",
      state_reason: null,
    };
    history.calls.push(call);
    history.transcripts.push(transcriptRow(call, composed.segments));
    const scoredAt = startedAt + 13 * HOUR_MS;
    history.scores.push(scoreSampleCall(call, scenario, marks, autoFail, composed, scoredAt));
  }
}

/** When an agent's calls of one day begin; none when the agent is off. */
function startMinutes(weekend: boolean, random: SeededRandom): number[] {
  if (weekend && !random.chance(WEEKEND_SHIFT_SHARE)) return [];
  const calls = weekend ? random.integer(1, 3) : CALLS_PER_WORKING_DAY + random.integer(-1, 1);
  return Array.from({ length: calls }, () => random.integer(SHIFT_START_MINUTE, SHIFT_END_MINUTE));
}

function pickScenario(campaign: Scenario["campaign"], random: SeededRandom): Scenario {
  const [first, ...others] = SCENARIOS.filter((scenario) => scenario.campaign === campaign);
  if (first === undefined) throw new Error(`No scenario for ${campaign}`);
  return random.pick([first, ...others]);
}

function drawAutoFail(agent: SampleAgent, random: SeededRandom): StandardAutoFailId | null {
  return agent.risk !== null && random.chance(agent.risk.share) ? agent.risk.autoFail : null;
}

/** A few recordings never get a score; the reasons are the on-prem queue's own. */
function drawUnscored(random: SeededRandom): Unscored | null {
  const draw = random.next();
  if (draw < TOO_SHORT_SHARE) {
    return {
      agent_state: "skipped",
      state_reason: "too_short",
      call_status: "DROP",
      duration_sec: random.integer(6, 28),
    };
  }
  if (draw < TOO_SHORT_SHARE + NO_SPEECH_SHARE) {
    return {
      agent_state: "skipped",
      state_reason: "no_speech",
      call_status: "DROP",
      duration_sec: random.integer(32, 90),
    };
  }
  if (draw < TOO_SHORT_SHARE + NO_SPEECH_SHARE + FAILED_SHARE) {
    return {
      agent_state: "failed",
      state_reason: "The recording ends in the middle of its header and cannot be decoded",
      call_status: "DROP",
      duration_sec: 0,
    };
  }
  return null;
}

function transcriptRow(call: CallRow, segments: readonly Segment[]): TranscriptRow {
  const count = (placeholder: string) =>
    segments.filter((segment) => segment.text.includes(placeholder)).length;
  const speechSec = segments.reduce((sum, { start_sec, end_sec }) => sum + end_sec - start_sec, 0);
  return {
    recording_id: call.recording_id,
    version: 1,
    content_hash: `sample:${call.recording_id}`,
    language: "en",
    model: "generated",
    segments: JSON.stringify(segments),
    word_count: segments.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0),
    audio_sec: call.duration_sec,
    speech_sec: roundTo(speechSec, 2),
    transcription_sec: roundTo(call.duration_sec / 12, 2),
    redactions: JSON.stringify({
      card: count("[CARD]"),
      security_code: count("[CVV]"),
      expiry: 0,
    }),
    received_at: call.updated_at,
  };
}
