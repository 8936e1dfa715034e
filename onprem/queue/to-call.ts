import { callSchema, type Call } from "#shared/contracts/call.ts";

import type { RecordingRow } from "./recording-row.ts";

/** The wire's limits, as callSchema has them. */
const MAX_CHARS = {
  uniqueid: 64,
  agent_user: 64,
  agent_name: 120,
  campaign_id: 64,
  call_status: 32,
  state_reason: 500,
} as const;
const MAX_DURATION_SEC = 86_400;

/**
 * The row as the edge is told of it. What a source wrote is cut to what the wire takes, so that a name with odd characters
 * is never a reason to refuse a call for ever. Null for a row that cannot be told at all: its identity or its time is none.
 */
export function toCall(row: RecordingRow): Call | null {
  const { duration_sec: durationSec } = row;
  const call = callSchema.safeParse({
    recording_id: row.recording_id,
    uniqueid: fit(row.uniqueid, MAX_CHARS.uniqueid),
    agent_user: fit(row.agent_user, MAX_CHARS.agent_user),
    agent_name: fit(row.agent_name, MAX_CHARS.agent_name),
    campaign_id: fit(row.campaign_id, MAX_CHARS.campaign_id),
    call_status: fit(row.call_status, MAX_CHARS.call_status),
    started_at: isoOf(row.started_at),
    local_date: row.local_date,
    duration_sec:
      durationSec === null ? null : Math.min(Math.max(durationSec, 0), MAX_DURATION_SEC),
    state: row.state,
    state_reason: fit(
      row.state === "skipped" ? row.reason_code : row.reason,
      MAX_CHARS.state_reason,
    ),
  });
  return call.success ? call.data : null;
}

/** Without control characters and half characters; null when nothing is left. */
function fit(text: string | null, maxChars: number): string | null {
  const plain = (text ?? "")
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim();
  const cut = plain.slice(0, maxChars);
  // Not through the middle of a character.
  const whole = cut.isWellFormed() ? cut : cut.slice(0, -1);
  return whole.trim() === "" ? null : whole.trim();
}

function isoOf(epochMs: number): string | null {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
