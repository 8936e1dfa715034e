import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { BUSIEST_AGENT } from "../bench-site.ts";

/** Of what was filled in, that which addresses of pages name. */
export type Known = ReturnType<typeof knownCalls>;

const callSchema = z.object({ recording_id: z.string(), uniqueid: z.string() });
const idSchema = z.object({ id: z.string() });

/** Calls, each chosen for its page to have much to show. */
export function knownCalls(sqlite: DatabaseSync) {
  const call = (sql: string) => callSchema.parse(sqlite.prepare(sql).get());
  const id = (sql: string) => idSchema.parse(sqlite.prepare(sql).get()).id;
  const withText = call(
    `SELECT recording_id, '' AS uniqueid FROM (
       SELECT * FROM transcript WHERE rowid > (SELECT texts_removed_to FROM site) LIMIT 200)
     ORDER BY length(segments) DESC LIMIT 1`,
  );
  const withoutText = call(
    `SELECT c.recording_id, c.uniqueid
     FROM (SELECT * FROM transcript ORDER BY rowid LIMIT 1) AS t
     JOIN call AS c ON c.site_id = t.site_id AND c.recording_id = t.recording_id`,
  );
  const ownCall = call(
    `SELECT recording_id, '' AS uniqueid FROM score INDEXED BY score_by_agent
     WHERE agent_user = '${BUSIEST_AGENT}' AND site_id = (SELECT id FROM site) AND is_current = 1 ORDER BY local_date DESC LIMIT 1`,
  );
  const disputed = (of: string) =>
    call(
      `SELECT recording_id, '' AS uniqueid FROM dispute WHERE ${of} ORDER BY opened_at DESC LIMIT 1`,
    );
  return {
    withText: withText.recording_id,
    withoutText: withoutText.recording_id,
    uniqueid: withoutText.uniqueid,
    reviewed: call(
      "SELECT recording_id, '' AS uniqueid FROM review WHERE is_current = 1 ORDER BY created_at DESC LIMIT 1",
    ).recording_id,
    disputed: disputed("true").recording_id,
    task: id("SELECT id FROM coaching_task ORDER BY created_at DESC LIMIT 1"),
    calibrated: {
      open: roundCall("open"),
      closed: roundCall("closed"),
    },
    own: {
      call: ownCall.recording_id,
      disputed: disputed(`agent_user = '${BUSIEST_AGENT}'`).recording_id,
      task: id(
        `SELECT id FROM coaching_task WHERE agent_user = '${BUSIEST_AGENT}' ORDER BY created_at DESC LIMIT 1`,
      ),
    },
  };

  function roundCall(round: "open" | "closed"): string {
    return call(
      `SELECT recording_id, '' AS uniqueid FROM calibration_call WHERE round_id = '${round}' AND position = 1`,
    ).recording_id;
  }
}
