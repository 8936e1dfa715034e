import { epochOfWallTime, localDateAt, type WallTime } from "#shared/time/site-time.ts";

import type { CallDetails } from "../queue/note-details.ts";
import type { SeenRecording } from "../queue/note-recording.ts";
import type { CallsRow } from "./calls-row.ts";
import type { KnownRecording } from "./known-recordings.ts";
import type { RecordingName } from "./recording-name.ts";

export type SiteFacts = {
  timeZone: string;
  /** Campaign → priority. */
  priorities: ReadonlyMap<string, number>;
};

/** A recording as the queue takes it, from what its list, its name and its file tell, in that order. */
export function composeSeen(
  from: {
    recordingId: string;
    file: { path: string; size: number; mtime: number; madeAt: number };
    row: CallsRow | undefined;
    name: RecordingName;
    expectedSec: number | null;
  },
  { timeZone, priorities }: SiteFacts,
): SeenRecording {
  const { recordingId, file, row, name, expectedSec } = from;
  const wall = row?.startedAt ?? name.startedAt;
  const startedAt =
    wall === null || wall === undefined
      ? (epochOfUniqueid(name.uniqueid) ?? Math.min(file.madeAt, file.mtime))
      : epochOfWallTime(wall, timeZone);
  const campaignId = row?.campaignId ?? null;
  return {
    recordingId,
    sourceRef: null,
    uniqueid: row?.uniqueid ?? name.uniqueid ?? otherId(row, recordingId),
    callGroup: row?.callGroup ?? null,
    direction: row?.direction ?? name.direction,
    agentUser: row?.agentUser ?? null,
    agentName: row?.agentName ?? null,
    campaignId,
    callStatus: row?.callStatus ?? null,
    startedAt,
    localDate: localDateAt(startedAt, timeZone),
    expectedSec,
    priority: priorities.get(campaignId ?? "") ?? 0,
    file: { path: file.path, size: file.size, mtime: file.mtime, lastNight: null },
  };
}

/** What is known now of a recording that was queued before. */
export function detailsOf(
  known: KnownRecording,
  row: CallsRow | undefined,
  expectedSec: number | null,
  { timeZone, priorities }: SiteFacts,
): CallDetails {
  const campaignId = row?.campaignId ?? null;
  return {
    uniqueid: row?.uniqueid ?? known.uniqueid ?? otherId(row, known.recording_id),
    callGroup: row?.callGroup ?? null,
    direction: row?.direction ?? null,
    agentUser: row?.agentUser ?? null,
    agentName: row?.agentName ?? null,
    campaignId,
    callStatus: row?.callStatus ?? null,
    started: row?.startedAt ? startOf(row.startedAt, timeZone) : null,
    expectedSec,
    priority: campaignId === null ? known.priority : (priorities.get(campaignId) ?? 0),
  };
}

/** A recording whose list came late keeps its identity; the list's own finds it all the same. */
function otherId(row: CallsRow | undefined, recordingId: string): string | null {
  const listed = row?.recordingId ?? null;
  return listed === recordingId ? null : listed;
}

function startOf(wall: WallTime, timeZone: string): { at: number; localDate: string } {
  const at = epochOfWallTime(wall, timeZone);
  return { at, localDate: localDateAt(at, timeZone) };
}

function epochOfUniqueid(uniqueid: string | null): number | null {
  return uniqueid === null ? null : Number.parseInt(uniqueid, 10) * 1000;
}
