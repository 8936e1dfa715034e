import type { FlaggedCalls } from "#shared/contracts/qa-api.ts";

import type { Database } from "../db/client.ts";
import { maskSummary } from "../masking/mask-lists.ts";
import { markScores, roundedTotal } from "./averages.ts";
import { readFlaggedCalls, type FlaggedFilter } from "./flagged-calls.repository.ts";

/** Flagged calls, lowest total first; with `masks` telephone numbers are hidden. */
export async function listFlaggedCalls(
  db: Database,
  siteId: string,
  { masks, ...filter }: FlaggedFilter & { masks: boolean },
): Promise<FlaggedCalls> {
  const calls = await readFlaggedCalls(db, siteId, filter);
  return (masks ? calls.map(maskSummary) : calls).map((call) => ({
    recording_id: call.recordingId,
    agent_user: call.agentUser,
    agent_name: call.agentName,
    campaign_id: call.campaignId,
    call_date: new Date(call.startedAt).toISOString(),
    call_length: call.durationSec === null ? null : Math.round(call.durationSec),
    total_score: roundedTotal(call.total),
    flag_reason: call.flagReason,
    summary: call.summary,
    scores: markScores(call.marks),
  }));
}
