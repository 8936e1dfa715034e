import type { Connection, RowDataPacket } from "mysql2/promise";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { createAsterisk } from "../testing/asterisk-schema.ts";
import { whyNoMariaDb } from "../testing/install-mariadb.ts";
import { mariaDbOfFile } from "../testing/mariadb.ts";
import { allStatements } from "./statement.ts";
import * as statements from "./statements.ts";

const LOG_ROWS = 60_000;

/** Tables that a centre has some dozen or hundred rows of: reading them whole costs nothing. */
const SMALL_TABLES = new Set([
  "servers",
  "vicidial_users",
  "vicidial_statuses",
  "vicidial_campaign_statuses",
]);

const planSchema = z
  .object({ table: z.string(), type: z.string(), Extra: z.string() })
  .transform(({ table, type, Extra: extra }) => ({ table, type, extra }));

/** What is wrong with a plan on a table that is not small; null when nothing is. */
function faultOf(plan: z.infer<typeof planSchema>, sql: string): string | null {
  const { table, type, extra } = plan;
  if (SMALL_TABLES.has(table)) return null;
  if (/filesort|temporary|join buffer/.test(extra)) return extra;
  // Reading a whole key is a scan too, unless it stops at once.
  if (type === "index") return sql.endsWith("limit ?") ? null : "index without a limit";
  return /^(const|eq_ref|(ref|range)(\|filter)?)$/.test(type) ? null : type;
}

const numbers = (count: number, from: number) =>
  Array.from({ length: count }, (_, index) => from + index * 7);
const uniqueids = (count: number) => numbers(count, 100).map((n) => `1763600000.${n}`);

type Example = { sql: string; params: unknown[]; mayRead: number };
const example = (compiled: { sql: string; params: unknown[] }, mayRead: number): Example => ({
  ...compiled,
  mayRead,
});

/** The heaviest use of each statement, and how many rows it may then make the server read. */
function examplesOf(log: typeof statements.live): [{ name: string }, Example][] {
  const page = statements.PAGE_ROWS;
  const shared = statements.SHARED_KEYS;
  const day = ["2025-10-09 00:00:00", "2025-10-11 00:00:00"] as const;
  return [
    [log.recordingsAfter, example(log.recordingsAfter.compile(30_000, page), page)],
    [log.recordingsById, example(log.recordingsById.compile(numbers(page, 50)), page)],
    [log.newestRecording, example(log.newestRecording.compile(), 1)],
    [log.epochsFrom, example(log.epochsFrom.compile(30_000, 20), 20)],
    [log.closersById, example(log.closersById.compile(numbers(page, 50)), page)],
    // Five rows share a uniqueid, and seven a lead.
    [log.closersByUniqueid, example(log.closersByUniqueid.compile(uniqueids(shared)), shared * 5)],
    [log.outboundByUniqueid, example(log.outboundByUniqueid.compile(uniqueids(shared)), shared)],
    [log.didsByUniqueid, example(log.didsByUniqueid.compile(uniqueids(shared)), shared * 5)],
    [log.closersOfLead, example(log.closersOfLead.compile(4000, ...day), 7)],
    [log.outboundOfLead, example(log.outboundOfLead.compile(4000, ...day), 7)],
    [log.transfersById, example(log.transfersById.compile(numbers(page, 50)), page)],
  ];
}

const names = numbers(statements.PAGE_ROWS, 1).map((n) => `agent${n}`);
const codes = ["SALE", "NI", "DROP"];
const examples: [{ name: string }, Example][] = [
  ...examplesOf(statements.live),
  ...examplesOf(statements.archive),
  [
    statements.deletionsById,
    example(statements.deletionsById.compile(numbers(500, 50)), statements.PAGE_ROWS),
  ],
  [statements.usersByName, example(statements.usersByName.compile(names), 1000)],
  [
    statements.campaignStatusesByCode,
    example(statements.campaignStatusesByCode.compile(codes), 1000),
  ],
  [statements.systemStatusesByCode, example(statements.systemStatusesByCode.compile(codes), 1000)],
  [statements.allServers, example(statements.allServers.compile(), 1000)],
];

test("every statement that exists has its example here", () => {
  expect(examples.map(([statement]) => statement.name).toSorted()).toEqual(
    allStatements()
      .map((statement) => statement.name)
      .toSorted(),
  );
});

describe.skipIf(whyNoMariaDb() !== null)(`on logs of ${LOG_ROWS} rows`, () => {
  let vicidial: Connection;
  beforeAll(async () => {
    const server = await mariaDbOfFile();
    await createAsterisk(server);
    vicidial = await server.connect({ user: "root", password: "", database: "asterisk" });
    await fillLogs(vicidial);
  });

  describe.each([
    ["as the tables are filled", false],
    ["after ANALYZE", true],
  ])("%s", (_, analysed) => {
    beforeAll(async () => {
      if (!analysed) return;
      const [tables] = await vicidial.query<RowDataPacket[]>("SHOW TABLES");
      for (const row of tables) await vicidial.query("ANALYZE TABLE ??", Object.values(row));
    });

    test.each(examples.map(([{ name }, used]) => ({ name, used })))(
      "$name: no scan, no sort, no more rows than it answers with",
      async ({ used }) => {
        const { sql, params, mayRead } = used;
        const [plan] = await vicidial.query<RowDataPacket[]>(`EXPLAIN ${sql}`, params);
        expect(plan).toHaveLength(1);
        expect(faultOf(planSchema.parse(plan[0]), sql)).toBeNull();
        await vicidial.query("FLUSH STATUS");
        await vicidial.query(sql, params);
        expect(await rowsRead(vicidial)).toBeLessThanOrEqual(mayRead + params.length);
      },
    );
  });

  test("a name beyond ASCII is looked up by the key too", async () => {
    await vicidial.query("SET NAMES utf8mb4 COLLATE utf8mb4_unicode_ci");
    for (const name of ["José", "Łukasz"]) {
      await vicidial.query("INSERT INTO vicidial_users (user, pass) VALUES (?, 'x')", [name]);
      const { sql, params } = statements.usersByName.compile([name]);
      const [plan] = await vicidial.query<RowDataPacket[]>(`EXPLAIN ${sql}`, params);
      expect(plan[0]).toMatchObject({ type: "const", key: "user" });
    }
  });
});

async function rowsRead(connection: Connection): Promise<number> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SHOW SESSION STATUS LIKE 'Handler_read%'",
  );
  return rows.reduce((sum, row) => sum + Number(row.Value), 0);
}

/** Calls from September to November, several to a lead and to a uniqueid, in every log and its archive. */
async function fillLogs(vicidial: Connection): Promise<void> {
  await vicidial.query("CREATE TABLE seq (n INT UNSIGNED PRIMARY KEY) ENGINE=MyISAM");
  await vicidial.query(`INSERT INTO seq SELECT seq FROM seq_1_to_${LOG_ROWS}`);
  const when = "FROM_UNIXTIME(1756700000 + n * 120)";
  const epoch = "1756700000 + n * 120";
  for (const suffix of ["", "_archive"]) {
    await vicidial.query(
      `INSERT INTO recording_log${suffix} (recording_id, server_ip, start_time, start_epoch, end_epoch, length_in_sec, filename, location, lead_id, user, vicidial_id)
       SELECT n, '10.0.0.5', ${when}, ${epoch}, ${epoch} + 90, 90, CONCAT('f', n), CONCAT('http://10.0.0.5/f', n), n DIV 7, CONCAT('agent', n % 50), n FROM seq`,
    );
    await vicidial.query(
      `INSERT INTO vicidial_closer_log${suffix} (closecallid, lead_id, campaign_id, call_date, start_epoch, end_epoch, status, user, uniqueid)
       SELECT n, n DIV 7, 'IN', ${when}, ${epoch}, ${epoch} + 90, 'SALE', CONCAT('agent', n % 50), CONCAT('1763600000.', n DIV 5) FROM seq`,
    );
    await vicidial.query(
      `INSERT INTO vicidial_log${suffix} (uniqueid, lead_id, campaign_id, call_date, start_epoch, end_epoch, status, user)
       SELECT CONCAT('1763600000.', n), n DIV 7, 'OUT', ${when}, ${epoch}, ${epoch} + 90, 'SALE', CONCAT('agent', n % 50) FROM seq`,
    );
    await vicidial.query(
      `INSERT INTO vicidial_did_log${suffix} (uniqueid, channel, server_ip, call_date) SELECT CONCAT('1763600000.', n DIV 5), '', '', ${when} FROM seq`,
    );
    await vicidial.query(
      `INSERT INTO vicidial_xfer_log${suffix} (xfercallid, lead_id, call_date, front_uniqueid) SELECT n, n DIV 7, ${when}, CONCAT('1763600000.', n) FROM seq`,
    );
  }
  await vicidial.query("INSERT INTO recording_log_deletion_queue (recording_id) SELECT n FROM seq");
  for (const code of codes) {
    await vicidial.query("INSERT INTO vicidial_statuses (status) VALUES (?)", [code]);
    await vicidial.query(
      "INSERT INTO vicidial_campaign_statuses (status, campaign_id) SELECT ?, CONCAT('C', n) FROM seq WHERE n <= 20",
      [code],
    );
  }
  await vicidial.query(
    "INSERT INTO vicidial_users (user, pass, full_name) SELECT CONCAT('agent', n), 'x', 'A' FROM seq WHERE n <= 400",
  );
}
