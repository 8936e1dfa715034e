import { beforeAll, describe, expect, test } from "vitest";

import { admitRecordings } from "../queue/admit-recordings.ts";
import { whyNoMariaDb } from "../testing/install-mariadb.ts";
import { mariaDbOfFile, type TestMariaDb } from "../testing/mariadb.ts";
import {
  CENTRE_NOON_SEC,
  filesBy,
  freshCentre,
  openSource,
  queueRows,
} from "../testing/vicidial-fixture.ts";
import type { RecordingRef } from "./recording-ref.ts";

const MINUTE_SEC = 60;

describe.skipIf(whyNoMariaDb() !== null)("the ViciDial source", () => {
  let server: TestMariaDb;
  beforeAll(async () => {
    server = await mariaDbOfFile();
  });

  test("takes a call from its row to the night's queue, with all that is known of it", async () => {
    const { rows } = await freshCentre(server);
    await rows.agent("1001", "Sarah Mitchell");
    const at = CENTRE_NOON_SEC - 180 * MINUTE_SEC;
    const closecallid = await rows.inboundCall({
      leadId: 501,
      user: "1001",
      at: at - 20,
      inGroup: "SUPPORT_IN",
      status: "RESOLV",
      uniqueid: "1763636380.101",
    });
    const id = await rows.recording({
      user: "1001",
      at,
      length: 300,
      vicidialId: String(closecallid),
    });
    const { db, source, clock } = openSource(server, { priorities: new Map([["SUPPORT_IN", 5]]) });

    expect(await source.look()).toMatchObject({ found: 1 });
    admitRecordings(db, { stableMs: 600_000, lostAfterMs: 1e9 }, clock.now);
    expect(db.prepare("SELECT * FROM recording").get()).toMatchObject({
      recording_id: String(id),
      state: "pending",
      path: "/recordings/20261120090000_5550100-all.wav",
      uniqueid: "1763636380.101",
      call_group: "1763636380.101",
      direction: "inbound",
      agent_user: "1001",
      agent_name: "Sarah Mitchell",
      campaign_id: "SUPPORT_IN",
      call_status: "RESOLV",
      started_at: at * 1000,
      local_date: "2026-11-20",
      expected_sec: 300,
      priority: 5,
    });
    expect(await source.look()).toMatchObject({ found: 0 });
    expect(queueRows(db, "state")).toEqual([{ recording_id: String(id), state: "pending" }]);
  });

  test("hands the locator what ViciDial wrote last", async () => {
    const { rows, vicidial } = await freshCentre(server);
    await rows.agent("1001", "Sarah Mitchell");
    const at = CENTRE_NOON_SEC - 180 * MINUTE_SEC;
    const id = await rows.recording({
      user: "1001",
      at,
      filename: "20261120-090000_5550100",
      location: null,
      length: null,
    });
    const asked: RecordingRef[] = [];
    const { source, clock } = openSource(server, {
      files: filesBy(async (_, ref) => {
        asked.push(ref);
        return { found: false, reason: "Not there yet.", gone: false };
      }),
    });
    await source.look();
    await vicidial.query(
      "UPDATE recording_log SET filename = 'SALE_501', location = 'http://10.0.0.5/RECORDINGS/SALE_501-all.wav' WHERE recording_id = ?",
      [id],
    );
    clock.now += 2 * MINUTE_SEC * 1000;
    await source.look();
    expect(asked.at(-1)).toEqual({
      filename: "SALE_501",
      location: "http://10.0.0.5/RECORDINGS/SALE_501-all.wav",
      server_ip: "10.0.0.5",
      start_date: "2026-11-20",
      start_epoch: at,
    });
  });
});
