import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { inTransaction } from "../queue/open-database.ts";
import { skipRecording } from "../queue/skip-recording.ts";
import { recordingRefSchema } from "./recording-ref.ts";
import { completeness } from "./stereo-code.ts";

/** Share of a recording that another must cover for it to be the other's copy. */
const COVERED = 0.75;
/** For a recording whose length nobody knows. */
const SAME_START_SEC = 60;
const HAS_ITS_FILE = new Set(["pending", "transcribing", "transcribed"]);

const memberSchema = z.object({
  recording_id: z.string(),
  call_group: z.string(),
  agent_user: z.string().nullable(),
  source_ref: z.string(),
  state: z.string(),
  started_at: z.number(),
  expected_sec: z.number().nullable(),
});
type Member = z.infer<typeof memberSchema>;

/**
 * ViciDial can record the same call of an agent several times at once (stereo-code.ts). Of those the most complete is
 * heard, and the others end as duplicates as soon as its file is there. Recordings started on demand, and those of other
 * agents or of other parts of the call, are no copies. Returns how many ended.
 */
export function dropCopies(db: DatabaseSync, now: number): number {
  const members = z.array(memberSchema).parse(
    db
      .prepare(`
        SELECT m.recording_id, m.call_group, m.agent_user, m.source_ref, m.state, m.started_at, m.expected_sec
          FROM recording m
         WHERE m.call_group IN (
                 SELECT r.call_group FROM recording r
                  WHERE r.state IN ('found', 'waiting_file', 'pending') AND r.call_group IS NOT NULL
                    AND EXISTS (SELECT 1 FROM recording s
                                 WHERE s.call_group = r.call_group AND instr(s.source_ref, '"stereo_code"') > 0))
           AND m.source_ref IS NOT NULL
      `)
      .all(),
  );
  const byAgentsCall = Map.groupBy(members, (member) =>
    JSON.stringify([member.call_group, member.agent_user]),
  );
  const copies = [...byAgentsCall.values()].flatMap((group) => copiesIn(group));
  if (copies.length === 0) return 0;
  return inTransaction(
    db,
    () =>
      copies.filter(({ copy, kept }) => {
        const reason = `The same call was recorded more completely as ${kept.recording_id}.`;
        return skipRecording(db, copy.recording_id, "duplicate", reason, now);
      }).length,
  );
}

function copiesIn(group: readonly Member[]): { copy: Member; kept: Member }[] {
  const ranked = group
    .map((member) => ({ member, rank: rankOf(member) }))
    .toSorted((a, b) => b.rank - a.rank);
  return ranked.flatMap(({ member: copy, rank }) => {
    const kept = ranked.find(
      (other) =>
        other.rank > rank && HAS_ITS_FILE.has(other.member.state) && covers(other.member, copy),
    );
    return kept === undefined ? [] : [{ copy, kept: kept.member }];
  });
}

function rankOf(member: Member): number {
  return completeness(recordingRefSchema.parse(JSON.parse(member.source_ref)).stereo_code);
}

function covers(whole: Member, part: Member): boolean {
  const from = (part.started_at - whole.started_at) / 1000;
  if (whole.expected_sec === null || part.expected_sec === null || part.expected_sec === 0) {
    return Math.abs(from) <= SAME_START_SEC;
  }
  const overlap = Math.min(from + part.expected_sec, whole.expected_sec) - Math.max(from, 0);
  return overlap >= part.expected_sec * COVERED;
}
