import { beforeAll, describe, expect, test } from "vitest";

import { whyNoMariaDb } from "../testing/install-mariadb.ts";
import { startMariaDb, type TestMariaDb } from "../testing/mariadb.ts";
import { openTestQueue } from "../testing/queue-fixture.ts";
import {
  CENTRE_NOON,
  freshCentre,
  openVicidial,
  queueRows,
  rootSettings,
} from "../testing/vicidial-fixture.ts";
import { backfillRecordings, type BackfillOptions } from "./backfill-recordings.ts";

const epochOf = (instant: string) => Date.parse(instant) / 1000;

describe.skipIf(whyNoMariaDb() !== null)("backfill", () => {
  let server: TestMariaDb;
  beforeAll(async () => {
    server = await startMariaDb();
    return server.dispose;
  });

  const begin = async (change: Partial<BackfillOptions> = {}) => {
    const centre = await freshCentre(server, "America/New_York");
    const options: BackfillOptions = {
      db: openTestQueue(),
      database: openVicidial(rootSettings(server)),
      serverIps: "all",
      timeZone: "America/New_York",
      from: "2026-10-31",
      to: "2026-11-01",
      now: () => CENTRE_NOON,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      pauseMs: 0,
      ...change,
    };
    return { ...centre, options };
  };
  const ids = ({ db }: BackfillOptions) =>
    queueRows(db, "local_date").map((row) => row.recording_id);

  test("takes the site's local dates, across a change of the clock, and nothing else", async () => {
    const { rows, options } = await begin();
    const at = (instant: string) => rows.recording({ user: "1001", at: epochOf(instant) });
    await at("2026-10-31T03:59:59Z");
    const first = await at("2026-10-31T04:00:00Z");
    const doubled = await at("2026-11-01T06:30:00Z");
    const last = await at("2026-11-02T04:59:59Z");
    await at("2026-11-02T05:00:00Z");
    expect(await backfillRecordings(options)).toEqual({ read: 5, found: 3, reached: "2026-11-02" });
    expect(ids(options)).toEqual([first, doubled, last].map(String));
    expect(await backfillRecordings(options)).toMatchObject({ found: 0 });
  });

  test("takes what was archived too; where both have a row, the live one counts", async () => {
    const { rows, options } = await begin();
    const at = epochOf("2026-11-01T15:00:00Z");
    await rows.recording({
      id: 10,
      user: "1001",
      at: at - 60,
      archived: true,
      filename: "archived",
    });
    await rows.recording({ id: 11, user: "1001", at, archived: true, filename: "stale" });
    await rows.recording({ id: 11, user: "1001", at, filename: "live" });
    expect(await backfillRecordings(options)).toMatchObject({ found: 2 });
    const refs = options.db.prepare("SELECT source_ref FROM recording ORDER BY recording_id").all();
    expect(refs.map((row) => JSON.parse(String(row.source_ref)).filename)).toEqual([
      "archived",
      "live",
    ]);
  });

  test("leaves other dialers' recordings out", async () => {
    const { rows, options } = await begin({ serverIps: new Set(["10.0.0.5"]) });
    const at = epochOf("2026-11-01T15:00:00Z");
    await rows.recording({ user: "1001", at, serverIp: "10.0.0.6" });
    const ours = await rows.recording({ user: "1001", at, serverIp: "10.0.0.5" });
    await backfillRecordings(options);
    expect(ids(options)).toEqual([String(ours)]);
  });

  test("reads the days' pages only, tells how far it is, and stops when it is told to", async () => {
    const progress: number[] = [];
    const stop = new AbortController();
    const { vicidial, options } = await begin({ signal: stop.signal });
    // A row a minute for 70 days: the two days are 2880 of 100,000 rows.
    await vicidial.query(
      `INSERT INTO recording_log (recording_id, server_ip, start_epoch, filename, user)
       SELECT seq, '10.0.0.5', ? + seq * 60, 'f', '1001' FROM seq_1_to_100000`,
      [epochOf("2026-09-10T04:00:00Z")],
    );
    const onProgress: BackfillOptions["onProgress"] = ({ read }) => {
      progress.push(read);
      if (progress.length === 6) stop.abort();
    };
    const stopped = await backfillRecordings({ ...options, onProgress });
    expect(stopped.read).toBe(3000);
    const whole = await backfillRecordings({ ...options, signal: new AbortController().signal });
    expect(stopped.found + whole.found).toBe(25 * 60 + 24 * 60);
    expect(whole.read).toBeLessThanOrEqual(25 * 60 + 24 * 60 + 2 * 2000 + 500);
  });
});
