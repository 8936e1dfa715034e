import type { DatabaseSync } from "node:sqlite";

import type { SkipReason } from "#shared/contracts/call.ts";
import type { Transcript } from "#shared/contracts/transcript.ts";

import { plural } from "../status/figures-in-words.ts";
import { inTransaction } from "./open-database.ts";
import { dequeue, enqueue } from "./outbox-row.ts";
import { prepared } from "./prepared.ts";

export const MAX_ATTEMPTS = 3;

/** How long a recording waits after its first, second… failed try: the first crash is often not its fault. */
const RETRY_DELAYS_MS = [1_000, 30_000];

/**
 * What the owner of the host can mend, who must first hear of it (`status` and `doctor` name the code), and a file that somebody
 * still writes.
 */
const MENDABLE_CODES = new Set(["no_decoder", "unreadable", "changed_while_read"]);
/** So it is tried again in the same night, for what mends itself, and then night after night for two weeks. */
const MENDING_DELAYS_MS = [10 * 60_000, 60 * 60_000, 20 * 60 * 60_000];
const MENDING_TRIES = 16;

/** From its third interruption on a recording steps back, longer each time, so that others get their turn. */
const PATIENT_INTERRUPTIONS = 2;
const FIRST_STEP_BACK_MS = 30_000;
const MAX_STEP_BACK_MS = 30 * 60_000;

/** How long a recording waits that has just been interrupted for the nth time. */
export function stepBackMs(interruptions: number): number {
  const steps = interruptions - PATIENT_INTERRUPTIONS;
  return steps <= 0 ? 0 : Math.min(FIRST_STEP_BACK_MS * 2 ** (steps - 1), MAX_STEP_BACK_MS);
}

/** How the work on a claimed recording ended. */
export type Outcome =
  | { kind: "transcribed"; transcript: Transcript }
  | { kind: "skipped"; code: SkipReason; reason: string; durationSec: number }
  | { kind: "file_missing"; reason: string }
  /** `permanent`: trying again cannot help. */
  | { kind: "error"; code: string; reason: string; permanent: boolean; durationSec: number | null }
  /** Somebody stopped the work; the try does not count. */
  | { kind: "interrupted" };

export type Settled =
  | "transcribed"
  | "skipped"
  | "waiting_file"
  | "pending"
  | "failed"
  | "not_ours";

/**
 * Ends a claim: the state change, the transcript and the outbox row are one transaction, which holds only while the lease
 * is `owner`'s. Returns the new state, or `not_ours` when the lease was lost and nothing was changed.
 */
export function settleRecording(
  db: DatabaseSync,
  recordingId: string,
  owner: string,
  outcome: Outcome,
  now: number,
): Settled {
  return inTransaction(db, () => {
    const next = nextState(db, recordingId, outcome, now);
    const { changes } = prepared(
      db,
      `
        UPDATE recording
           SET state = :state, reason_code = :reasonCode, reason = :reason, next_at = :nextAt,
               duration_sec = coalesce(:durationSec, duration_sec),
               attempts = attempts - :uncounted, interruptions = interruptions + :uncounted,
               missing_since = :missingSince,
               lease_owner = NULL, lease_boot_id = NULL, lease_until = NULL, updated_at = :now
         WHERE recording_id = :recordingId AND state = 'transcribing' AND lease_owner = :owner
      `,
    ).run({ ...next, recordingId, owner, now });
    if (changes === 0) return "not_ours";
    if (outcome.kind === "transcribed") {
      prepared(
        db,
        `
        INSERT INTO transcript (recording_id, body, created_at) VALUES (:recordingId, :body, :now)
        ON CONFLICT (recording_id) DO UPDATE SET body = excluded.body, created_at = excluded.created_at
      `,
      ).run({ recordingId, body: JSON.stringify(outcome.transcript), now });
      enqueue(db, recordingId, "transcript", now);
      // A transcript is sent with its call: what waited to be said of the call alone is said with it.
      dequeue(db, recordingId, "call");
    } else if (next.state !== "pending") {
      enqueue(db, recordingId, "call", now);
    }
    return next.state;
  });
}

type Next = {
  state: Exclude<Settled, "not_ours">;
  reasonCode: string | null;
  reason: string | null;
  nextAt: number;
  durationSec: number | null;
  uncounted: 0 | 1;
  missingSince: number | null;
};

function nextState(db: DatabaseSync, recordingId: string, outcome: Outcome, now: number): Next {
  const base = {
    reasonCode: null,
    reason: null,
    nextAt: 0,
    durationSec: null,
    uncounted: 0,
    missingSince: null,
  } as const;
  switch (outcome.kind) {
    case "transcribed":
      return { ...base, state: "transcribed", durationSec: outcome.transcript.audio_sec };
    case "skipped":
      return {
        ...base,
        state: "skipped",
        reasonCode: outcome.code,
        reason: outcome.reason,
        durationSec: outcome.durationSec,
      };
    case "file_missing":
      return {
        ...base,
        state: "waiting_file",
        reasonCode: "file_missing",
        reason: outcome.reason,
        uncounted: 1,
        missingSince: now,
      };
    case "interrupted": {
      const waitMs = stepBackMs(triesOf(db, recordingId).interruptions + 1);
      return { ...base, state: "pending", uncounted: 1, nextAt: waitMs === 0 ? 0 : now + waitMs };
    }
    case "error": {
      if (!outcome.permanent && MENDABLE_CODES.has(outcome.code)) {
        return { ...base, ...waitForMending(outcome, triesOf(db, recordingId), now) };
      }
      const { attempts } = triesOf(db, recordingId);
      const final = outcome.permanent || attempts >= MAX_ATTEMPTS;
      return {
        ...base,
        state: final ? "failed" : "pending",
        reasonCode: outcome.code,
        reason:
          final && !outcome.permanent
            ? `${outcome.reason} (${plural(attempts, "try", "tries")})`
            : outcome.reason,
        durationSec: outcome.durationSec,
        nextAt: final ? 0 : now + (RETRY_DELAYS_MS[attempts - 1] ?? RETRY_DELAYS_MS.at(-1) ?? 0),
      };
    }
  }
}

/** The try is not held against the recording, but there is an end to it. */
function waitForMending(
  { code, reason, durationSec }: Extract<Outcome, { kind: "error" }>,
  { interruptions }: { interruptions: number },
  now: number,
): Pick<Next, "state" | "reasonCode" | "reason" | "nextAt" | "durationSec" | "uncounted"> {
  const tries = interruptions + 1;
  const delayMs = MENDING_DELAYS_MS[interruptions] ?? MENDING_DELAYS_MS.at(-1) ?? 0;
  const final = tries >= MENDING_TRIES;
  return {
    state: final ? "failed" : "pending",
    reasonCode: code,
    reason: final ? `${reason} (${plural(tries, "try", "tries")})` : reason,
    nextAt: final ? 0 : now + delayMs,
    durationSec,
    uncounted: 1,
  };
}

function triesOf(
  db: DatabaseSync,
  recordingId: string,
): { attempts: number; interruptions: number } {
  const row = prepared(
    db,
    "SELECT attempts, interruptions FROM recording WHERE recording_id = ?",
  ).get(recordingId);
  return { attempts: Number(row?.attempts ?? 0), interruptions: Number(row?.interruptions ?? 0) };
}
