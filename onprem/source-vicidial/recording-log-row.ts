import { localDateAt } from "#shared/time/site-time.ts";

import type { SeenRecording } from "../queue/note-recording.ts";
import type { RecordingRef } from "./recording-ref.ts";
import type { RecordingLogRow } from "./statements.ts";
import { isStereoCode } from "./stereo-code.ts";

/** A row that says when it began; one that does not cannot be placed in a day. */
export type DatedRow = RecordingLogRow & { start_epoch: number };

export function isDated(row: RecordingLogRow): row is DatedRow {
  return row.start_epoch !== null && row.start_epoch > 0;
}

/** What is kept to find the row's file again. */
export function refOf(row: DatedRow, timeZone: string): RecordingRef {
  return {
    filename: row.filename ?? "",
    location: row.location,
    server_ip: row.server_ip ?? "",
    // ViciDial names its dated folders by the wall clock it wrote down, not by ours.
    start_date: /^\d{4}-\d{2}-\d{2}/.exec(row.start_time ?? "")?.[0] ?? dateOf(row, timeZone),
    start_epoch: row.start_epoch,
    ...(isStereoCode(row.extension) ? { stereo_code: row.extension } : {}),
  };
}

/** A row as the queue takes it in. What call it belongs to is looked up when that is over. */
export function toSeenRecording(
  row: DatedRow,
  recordingId: string,
  timeZone: string,
): SeenRecording {
  return {
    recordingId,
    sourceRef: JSON.stringify(refOf(row, timeZone)),
    uniqueid: null,
    callGroup: null,
    direction: null,
    agentUser: agentOf(row),
    agentName: null,
    campaignId: null,
    callStatus: null,
    startedAt: row.start_epoch * 1000,
    localDate: dateOf(row, timeZone),
    expectedSec: expectedSecOf(row),
    priority: 0,
    file: null,
  };
}

/** The agent is always the recording's own user: after a transfer the call's row can be another's. */
export function agentOf(row: RecordingLogRow): string | null {
  const user = row.user?.trim() ?? "";
  return user === "" ? null : user;
}

/** Seconds by ViciDial's wall clock; null while it does not say. Length 0 is written at the start of some recordings. */
export function expectedSecOf(row: DatedRow): number | null {
  if (row.length_in_sec !== null && row.length_in_sec > 0) return row.length_in_sec;
  const { end_epoch: end, start_epoch: start } = row;
  return end !== null && end > start ? end - start : null;
}

const NEVER_LONGER_SEC = 60 * 60;

/**
 * Whether the call behind a row is over as far as can be told: it has an end, or its file has been moved, or it began
 * longer ago than ViciDial records at a stretch (some rows never get an end).
 */
export function isOver(row: DatedRow, nowMs: number): boolean {
  return (
    (row.end_epoch !== null && row.end_epoch > 0) ||
    /^https?:/i.test(row.location ?? "") ||
    row.start_epoch + NEVER_LONGER_SEC < nowMs / 1000
  );
}

function dateOf(row: DatedRow, timeZone: string): string {
  return localDateAt(row.start_epoch * 1000, timeZone);
}
