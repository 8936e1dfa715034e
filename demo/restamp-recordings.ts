import { copyFileSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { epochOfWallTime, wallTimeAt } from "#shared/time/site-time.ts";

import { CALLS_FOLDER, type DemoCall } from "./demo-calls.ts";

const OPENING_HOUR = 9;
const CLOSING_HOUR = 17;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Numbers that Ofcom keeps free for fiction. */
const FICTIONAL_PHONE = 447_700_900_100;

/**
 * Copies the demo's recordings into `folder` as a PBX would leave them: named after yesterday's business hours and an
 * invented caller, with the list that says whose calls they were.
 */
export function restampRecordings(
  calls: readonly DemoCall[],
  folder: string,
  timeZone: string,
  now: number,
): void {
  mkdirSync(folder, { recursive: true });
  const yesterday = wallTimeAt(now - DAY_MS, timeZone);
  const minutesApart = Math.floor(((CLOSING_HOUR - OPENING_HOUR) * 60) / calls.length);
  const rows = calls.map((call, index) => {
    const minutes = index * minutesApart;
    const startedAt = {
      ...yesterday,
      hour: OPENING_HOUR + Math.floor(minutes / 60),
      minute: minutes % 60,
      second: (index * 7) % 60,
    };
    const stamp =
      `${startedAt.year}${pad(startedAt.month)}${pad(startedAt.day)}` +
      `-${pad(startedAt.hour)}${pad(startedAt.minute)}${pad(startedAt.second)}`;
    const filename = `${stamp}_${FICTIONAL_PHONE + index}-all.wav`;
    const path = join(folder, filename);
    copyFileSync(join(CALLS_FOLDER, `${call.recording_id}.wav`), path);
    const endedAtSec = epochOfWallTime(startedAt, timeZone) / 1000 + call.duration;
    utimesSync(path, endedAtSec, endedAtSec);
    return [
      filename,
      call.recording_id,
      `${Math.floor(endedAtSec)}.${call.recording_id}`,
      call.agent_user,
      call.agent_name,
      call.campaign_id,
      call.call_status,
    ].join(",");
  });
  const header = "filename,recording_id,uniqueid,agent_user,agent_name,campaign_id,call_status";
  writeFileSync(join(folder, "calls.csv"), `${[header, ...rows].join("\n")}\n`);
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
