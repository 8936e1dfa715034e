import type { Connection, RowDataPacket } from "mysql2/promise";
import { beforeAll, describe, expect, test } from "vitest";

import { whyNoMariaDb } from "../testing/install-mariadb.ts";
import { startMariaDb, type TestMariaDb } from "../testing/mariadb.ts";
import { openTestQueue } from "../testing/queue-fixture.ts";
import {
  CENTRE_NOON,
  CENTRE_NOON_SEC,
  CENTRE_ZONE,
  freshCentre,
  openVicidial,
  queueRows,
  rootSettings,
} from "../testing/vicidial-fixture.ts";
import type { VicidialDatabase } from "./connect-database.ts";
import { discoverRecordings, type DiscoveryOptions } from "./discover-recordings.ts";
import { readCursor } from "./discovery-cursor.ts";
import { findFirstId } from "./find-first-id.ts";

const HOUR_SEC = 60 * 60;
type Options = Omit<DiscoveryOptions, "warn">;

describe.skipIf(whyNoMariaDb() !== null)("discovery", () => {
  let server: TestMariaDb;
  beforeAll(async () => {
    server = await startMariaDb();
    return server.dispose;
  });

  const begin = async (change: Partial<Options> = {}) => {
    const centre = await freshCentre(server);
    const options: Options = {
      db: openTestQueue(),
      database: openVicidial(rootSettings(server)),
      serverIps: "all",
      timeZone: CENTRE_ZONE,
      overlapIds: 1000,
      firstDays: 1,
      now: () => CENTRE_NOON,
      ...change,
    };
    const look = async () => {
      const warnings: string[] = [];
      const warn = (warning: string) => warnings.push(warning);
      return { found: await discoverRecordings({ ...options, warn }), warnings };
    };
    return { ...centre, options, look };
  };
  const ids = (options: Options) => queueRows(options.db, "state").map((row) => row.recording_id);

  test("begins with the last day on its first start, and never goes back behind that", async () => {
    const { rows, look, options } = await begin();
    await rows.recording({ user: "1001", at: CENTRE_NOON_SEC - 30 * HOUR_SEC });
    const inside = await rows.recording({ user: "1001", at: CENTRE_NOON_SEC - 20 * HOUR_SEC });
    expect(await look()).toEqual({ found: 1, warnings: [] });
    expect(ids(options)).toEqual([String(inside)]);
    expect(await look()).toMatchObject({ found: 0 });
    expect(ids(options)).toEqual([String(inside)]);
  });

  test("an empty table is no trouble, nor is its first row", async () => {
    const { rows, look, options } = await begin();
    expect(await look()).toEqual({ found: 0, warnings: [] });
    const id = await rows.recording({ user: "1001", at: CENTRE_NOON_SEC });
    expect(await look()).toEqual({ found: 1, warnings: [] });
    expect(ids(options)).toEqual([String(id)]);
  });

  test("takes pages until it has all, and remembers how far it came with each", async () => {
    const { vicidial, look, options } = await begin();
    await manyRecordings(vicidial, 1, 1700);
    expect(await look()).toMatchObject({ found: 1700 });
    expect(readCursor(options.db)).toMatchObject({ highest_id: 1700 });
  });

  test("goes on from the last whole page when the database fails in between", async () => {
    const real = openVicidial(rootSettings(server));
    let pages = 0;
    const failing: VicidialDatabase = {
      ...real,
      read: async (statement, ...args) => {
        if (statement.name === "a page of recordings" && ++pages === 3) throw new Error("cut off");
        return real.read(statement, ...args);
      },
    };
    const { vicidial, look, options } = await begin({ database: failing });
    await manyRecordings(vicidial, 1, 1700);
    await expect(look()).rejects.toThrow("cut off");
    expect(ids(options)).toHaveLength(1000);
    expect(await look()).toMatchObject({ found: 700 });
  });

  test("finds an id that comes late, within the overlap", async () => {
    const { vicidial, rows, look, options } = await begin();
    await manyRecordings(vicidial, 1, 900);
    await vicidial.query("DELETE FROM recording_log WHERE recording_id = 300");
    await look();
    await rows.recording({ id: 300, user: "1001", at: CENTRE_NOON_SEC - HOUR_SEC });
    expect(await look()).toMatchObject({ found: 1 });
    expect(ids(options)).toContain("300");
  });

  test("a look that finds nothing reads no more rows than twice the overlap", async () => {
    const overlapIds = 1000;
    const { vicidial, look, options } = await begin({ overlapIds });
    await manyRecordings(vicidial, 1, 5000);
    while ((await look()).found > 0);
    const writes = () => Number(options.db.prepare("SELECT total_changes() AS n").get()?.n);
    const before = { read: await rowsRead(vicidial), written: writes() };
    expect(await look()).toEqual({ found: 0, warnings: [] });
    const read = (await rowsRead(vicidial)) - before.read;
    expect(read).toBeGreaterThanOrEqual(overlapIds);
    expect(read).toBeLessThanOrEqual(2 * overlapIds);
    expect(writes()).toBe(before.written);
  });

  test("leaves the recordings of other dialers to their own hosts", async () => {
    const { rows, look, options } = await begin({ serverIps: new Set(["10.0.0.5"]) });
    const ours = await rows.recording({ user: "1001", at: CENTRE_NOON_SEC, serverIp: "10.0.0.5" });
    await rows.recording({ user: "1001", at: CENTRE_NOON_SEC, serverIp: "10.0.0.6" });
    await look();
    expect(ids(options)).toEqual([String(ours)]);
  });

  test("a row without a start is named once", async () => {
    const { vicidial, rows, look } = await begin();
    await rows.recording({ user: "1001", at: CENTRE_NOON_SEC });
    await look();
    const id = await rows.recording({ user: "1001", at: CENTRE_NOON_SEC });
    await vicidial.query("UPDATE recording_log SET start_epoch = NULL WHERE recording_id = ?", [
      id,
    ]);
    expect((await look()).warnings).toEqual([
      `${id}: ViciDial does not say when it began, so it is left out.`,
    ]);
    expect((await look()).warnings).toEqual([]);
  });

  describe("a table that was replaced", () => {
    test("restored from a backup, with lower ids: nothing is doubled, what is new is found", async () => {
      const { vicidial, look, options } = await begin();
      await manyRecordings(vicidial, 1, 3000);
      await look();
      await vicidial.query("DELETE FROM recording_log WHERE recording_id > 2000");
      const { found, warnings } = await look();
      expect(found).toBe(0);
      expect(warnings.join()).toMatch(/emptied or restored: its highest id was 3000 and is 2000/);
      expect(await look()).toEqual({ found: 0, warnings: [] });
      // The next calls get numbers that others had: they are told apart by their start.
      await vicidial.query("ALTER TABLE recording_log AUTO_INCREMENT = 2001");
      await manyRecordings(vicidial, 2001, 2003, CENTRE_NOON_SEC + 100);
      expect(await look()).toMatchObject({ found: 3 });
      expect(ids(options)).toHaveLength(3003);
      expect(ids(options)).toContain(`2001-${CENTRE_NOON_SEC + 100}`);
      expect(await look()).toMatchObject({ found: 0 });
    });

    test("emptied: it begins again at 1", async () => {
      const { vicidial, look, options } = await begin();
      await manyRecordings(vicidial, 5000, 5010);
      await look();
      await vicidial.query("TRUNCATE recording_log");
      expect((await look()).warnings).toHaveLength(1);
      await manyRecordings(vicidial, 1, 2, CENTRE_NOON_SEC + 100);
      expect(await look()).toEqual({ found: 2, warnings: [] });
      expect(ids(options)).toHaveLength(13);
    });

    test("emptied and filled beyond the old ids between two looks", async () => {
      const { vicidial, look, options } = await begin({ overlapIds: 10 });
      await manyRecordings(vicidial, 1, 100, CENTRE_NOON_SEC - 20 * HOUR_SEC);
      await look();
      await vicidial.query("TRUNCATE recording_log");
      await manyRecordings(vicidial, 1, 300, CENTRE_NOON_SEC);
      const { found, warnings } = await look();
      expect({ found, warnings: warnings.length }).toEqual({ found: 300, warnings: 1 });
      expect(ids(options)).toHaveLength(400);
    });
  });

  test("a table that is filled again, as a replica is, is not read from its first row on", async () => {
    const { vicidial, look, options } = await begin();
    const at = CENTRE_NOON_SEC - 300 * 24 * HOUR_SEC;
    const fill = () => manyRecordings(vicidial, 1, 60_000, at, 432);
    await fill();
    await look();
    const known = ids(options).length;
    await vicidial.query("TRUNCATE recording_log");
    await look();
    await fill();
    const before = await rowsRead(vicidial);
    expect(await look()).toEqual({ found: 0, warnings: [] });
    expect((await rowsRead(vicidial)) - before).toBeLessThan(5000);
    await manyRecordings(vicidial, 60_001, 60_002, CENTRE_NOON_SEC);
    expect(await look()).toMatchObject({ found: 2 });
    expect(ids(options)).toHaveLength(known + 2);
  });

  test("a dialer whose clock is ahead hides nothing", async () => {
    const { vicidial, rows, look, options } = await begin({ overlapIds: 10 });
    await rows.recording({ id: 1, user: "1001", at: CENTRE_NOON_SEC + 1000 * 24 * HOUR_SEC });
    await look();
    await manyRecordings(vicidial, 2, 12_000, CENTRE_NOON_SEC);
    while ((await look()).found > 0);
    expect(ids(options)).toHaveLength(12_000);
  });

  test("the first id of a day is found in a few looks by primary key", async () => {
    const { vicidial, options } = await begin();
    await manyRecordings(vicidial, 1000, 30_000, CENTRE_NOON_SEC, 10);
    await vicidial.query("UPDATE recording_log SET start_epoch = NULL WHERE recording_id % 7 = 0");
    await vicidial.query("DELETE FROM recording_log WHERE recording_id BETWEEN 4000 AND 9000");
    const { database } = options;
    const before = await rowsRead(vicidial);
    expect(await findFirstId(database, CENTRE_NOON_SEC + 20_002 * 10)).toBe(21_002);
    expect((await rowsRead(vicidial)) - before).toBeLessThan(500);
    expect(await findFirstId(database, 0)).toBe(1);
    expect(await findFirstId(database, CENTRE_NOON_SEC * 2)).toBe(30_001);
  });
});

/** Rows with consecutive ids, one call after the other, `everySec` apart from `at` on. */
async function manyRecordings(
  vicidial: Connection,
  from: number,
  to: number,
  at = CENTRE_NOON_SEC - 2 * HOUR_SEC,
  everySec = 0,
): Promise<void> {
  await vicidial.query(
    `INSERT INTO recording_log (recording_id, server_ip, start_time, start_epoch, filename, lead_id, user)
     SELECT seq, '10.0.0.5', FROM_UNIXTIME(? + (seq - ?) * ?), ? + (seq - ?) * ?, CONCAT('f', seq), 1, '1001'
       FROM seq_${from}_to_${to}`,
    [at, from, everySec, at, from, everySec],
  );
}

/** Rows that the server's storage engines have been asked for by anybody. */
async function rowsRead(vicidial: Connection): Promise<number> {
  const [rows] = await vicidial.query<RowDataPacket[]>(
    `SELECT SUM(VARIABLE_VALUE) AS n FROM information_schema.GLOBAL_STATUS
      WHERE VARIABLE_NAME IN ('HANDLER_READ_FIRST', 'HANDLER_READ_KEY', 'HANDLER_READ_LAST', 'HANDLER_READ_NEXT', 'HANDLER_READ_PREV', 'HANDLER_READ_RND')`,
  );
  return Number(rows[0]?.n);
}
