import { beforeAll, describe, expect, test } from "vitest";

import { whyNoMariaDb } from "../testing/install-mariadb.ts";
import { startMariaDb, type TestMariaDb } from "../testing/mariadb.ts";
import { freshCentre, openSource, rootSettings } from "../testing/vicidial-fixture.ts";
import { recordingRefSchema } from "./recording-ref.ts";

/** Instants about midnight and in the doubled hour, with the local date and the wall clock that ViciDial writes. */
const LONDON = [
  ["2026-03-28T23:59:59Z", "2026-03-28", "2026-03-28 23:59:59"],
  ["2026-03-29T22:59:59Z", "2026-03-29", "2026-03-29 23:59:59"],
  ["2026-03-29T23:00:00Z", "2026-03-30", "2026-03-30 00:00:00"],
  ["2026-10-24T22:59:59Z", "2026-10-24", "2026-10-24 23:59:59"],
  ["2026-10-25T00:30:00Z", "2026-10-25", "2026-10-25 01:30:00"],
  ["2026-10-25T01:30:00Z", "2026-10-25", "2026-10-25 01:30:00"],
  ["2026-10-25T23:59:59Z", "2026-10-25", "2026-10-25 23:59:59"],
] as const;
const NEW_YORK = [
  ["2026-03-08T04:59:59Z", "2026-03-07", "2026-03-07 23:59:59"],
  ["2026-03-09T03:59:59Z", "2026-03-08", "2026-03-08 23:59:59"],
  ["2026-03-09T04:00:00Z", "2026-03-09", "2026-03-09 00:00:00"],
  ["2026-11-01T03:59:59Z", "2026-10-31", "2026-10-31 23:59:59"],
  ["2026-11-01T05:30:00Z", "2026-11-01", "2026-11-01 01:30:00"],
  ["2026-11-01T06:30:00Z", "2026-11-01", "2026-11-01 01:30:00"],
  ["2026-11-02T04:59:59Z", "2026-11-01", "2026-11-01 23:59:59"],
] as const;

describe.skipIf(whyNoMariaDb() !== null)("around both changes of the clock", () => {
  let server: TestMariaDb;
  beforeAll(async () => {
    server = await startMariaDb();
    return server.dispose;
  });

  test.each([
    ["Europe/London", LONDON],
    ["America/New_York", NEW_YORK],
  ])(
    "%s: instants, local dates, folders and the calls of a lead are right",
    async (timeZone, cases) => {
      const { rows, vicidial } = await freshCentre(server, timeZone);
      await rows.agent("1001", "Sarah Mitchell");
      for (const [index, [instant]] of cases.entries()) {
        const at = Date.parse(instant) / 1000;
        // Without a vicidial_id the call is found by its time, which must not go wrong by the doubled hour.
        const call = { leadId: 501, user: "1001", campaign: "SALES", length: 60 };
        await rows.outboundCall({ ...call, at, uniqueid: `1763636380.${index}` });
        await rows.recording({ user: "1001", at, leadId: 501, length: 60 });
      }
      const [written] = await vicidial.query(
        "SELECT start_time FROM recording_log ORDER BY recording_id",
      );
      expect(JSON.stringify(written)).toContain("01:30:00");
      const { db, source, clock } = openSource(server, {
        timeZone,
        config: { database: rootSettings(server), overlapIds: 1000, firstDays: 365, notAgents: [] },
      });
      clock.now = Date.UTC(2026, 10, 20);
      await source.look();
      const seen = db
        .prepare(
          "SELECT started_at, local_date, uniqueid, source_ref FROM recording ORDER BY started_at",
        )
        .all()
        .map((row) => ({
          instant: new Date(Number(row.started_at)).toISOString(),
          localDate: row.local_date,
          uniqueid: row.uniqueid,
          folder: recordingRefSchema.parse(JSON.parse(String(row.source_ref))).start_date,
        }));
      expect(seen).toEqual(
        cases.map(([instant, localDate, wallClock], index) => ({
          instant: instant.replace("Z", ".000Z"),
          localDate,
          uniqueid: `1763636380.${index}`,
          folder: wallClock.slice(0, 10),
        })),
      );
    },
  );
});
