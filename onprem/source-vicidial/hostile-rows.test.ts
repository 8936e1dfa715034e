import { beforeAll, describe, expect, test } from "vitest";

import { callSchema } from "#shared/contracts/call.ts";

import { nextBatch } from "../outbox/next-batch.ts";
import { admitRecordings } from "../queue/admit-recordings.ts";
import { claimRecording } from "../queue/claim-recording.ts";
import { SourceError } from "../source.ts";
import { whyNoMariaDb } from "../testing/install-mariadb.ts";
import { startMariaDb, type TestMariaDb } from "../testing/mariadb.ts";
import {
  allThere,
  CENTRE_NOON,
  CENTRE_NOON_SEC,
  freshCentre,
  openSource,
  queueRows,
} from "../testing/vicidial-fixture.ts";

const HOUR_SEC = 60 * 60;
const LARGEST_ID = 4_294_967_295;

describe.skipIf(whyNoMariaDb() !== null)("rows as no ViciDial should write them", () => {
  let server: TestMariaDb;
  beforeAll(async () => {
    server = await startMariaDb();
    return server.dispose;
  });

  test("nulls in every column, ids and lengths as large as they get, dates of zero: all are taken and told", async () => {
    const { rows, vicidial } = await freshCentre(server);
    await vicidial.query("SET SESSION sql_mode = ''");
    await rows.agent("1001", "Sarah\u0000\u0007\nMitchell");
    const at = CENTRE_NOON_SEC - 3 * HOUR_SEC;
    const insert = (values: Record<string, string | number | null>) =>
      rows.insert("recording_log", { start_epoch: at, ...values });
    await insert({ recording_id: 1 });
    await insert({ recording_id: 2, start_epoch: null, filename: "undated" });
    await insert({
      recording_id: 3,
      start_time: "0000-00-00 00:00:00",
      vicidial_id: "",
      lead_id: 0,
    });
    const dialled = {
      uniqueid: "1763636380.7",
      lead_id: 7,
      campaign_id: "A\tB\u0001'\"",
      user: "1001",
    };
    await rows.insert("vicidial_log", { ...dialled, start_epoch: at, status: "\u0007SALE" });
    await insert({
      recording_id: LARGEST_ID,
      server_ip: "10.0.0.5",
      end_epoch: 4_294_967_295,
      length_in_sec: 16_777_215,
      filename: `'; DROP TABLE "x" \u0000%s`,
      location: "http://[::1",
      lead_id: 7,
      user: "1001",
      vicidial_id: "1763636380.7",
    });
    const { db, source, clock } = openSource(server, { files: allThere });

    const { found, warnings } = await source.look();
    expect(found).toBe(3);
    expect(warnings.join()).toMatch(/2: ViciDial does not say when it began/);
    await source.look();
    expect(queueRows(db, "state", "reason_code")).toEqual([
      { recording_id: "1", state: "skipped", reason_code: "not_an_agent" },
      { recording_id: "3", state: "skipped", reason_code: "not_an_agent" },
      { recording_id: String(LARGEST_ID), state: "found", reason_code: null },
    ]);
    admitRecordings(db, { stableMs: 0, lostAfterMs: 1e9 }, clock.now);
    const { items, unreadable } = nextBatch(db, "call", 100, clock.now);
    expect(unreadable).toEqual([]);
    expect(items.map(({ body }) => callSchema.parse(body)).at(-1)).toMatchObject({
      agent_name: "Sarah Mitchell",
      campaign_id: "A B '\"",
      call_status: "SALE",
    });
    // A length that the file cannot have keeps it out of no night.
    const lease = { owner: "run-1", bootId: "boot-1", durationMs: 60_000 };
    expect(claimRecording(db, lease, clock.now, 3600)).toMatchObject({
      recording_id: String(LARGEST_ID),
    });
  });

  test("what a look found worth telling is told although it failed afterwards", async () => {
    const { rows } = await freshCentre(server);
    await rows.insert("recording_log", { recording_id: 9 });
    const { source } = openSource(server, {
      files: {
        ...allThere,
        beginLook: async () => {
          throw new SourceError("The folder is closed.");
        },
      },
    });
    const error = await source.look().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message: "The folder is closed.",
      warnings: [expect.stringMatching(/^9: ViciDial does not say when it began/)],
    });
  });

  test("a host that starts in 1970 reads nothing before it knows the time, and then the last day only", async () => {
    const { rows } = await freshCentre(server);
    await rows.agent("1001", "Sarah Mitchell");
    await rows.recording({ user: "1001", at: CENTRE_NOON_SEC - 400 * 24 * HOUR_SEC });
    const today = await rows.recording({ user: "1001", at: CENTRE_NOON_SEC - HOUR_SEC });
    const { db, source, clock } = openSource(server);
    clock.now = 100_000;
    await expect(source.look()).rejects.toThrow(/clock says 1970-01-01T.*timedatectl/);
    clock.now = CENTRE_NOON;
    expect(await source.look()).toMatchObject({ found: 1 });
    expect(queueRows(db, "state")).toMatchObject([{ recording_id: String(today) }]);
  });
});
