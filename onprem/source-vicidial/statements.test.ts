import type { Connection, RowDataPacket } from "mysql2/promise";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { createAsterisk } from "../testing/asterisk-schema.ts";
import { whyNoMariaDb } from "../testing/install-mariadb.ts";
import { startMariaDb } from "../testing/mariadb.ts";
import { statementExamples } from "../testing/statement-examples.ts";
import { allStatements } from "./statement.ts";
import { usersByName } from "./statements.ts";

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

test("every statement that exists has its example here", () => {
  expect(statementExamples.map(([statement]) => statement.name).toSorted()).toEqual(
    allStatements()
      .map((statement) => statement.name)
      .toSorted(),
  );
});

describe.skipIf(whyNoMariaDb() !== null)(`on logs of ${LOG_ROWS} rows`, () => {
  let vicidial: Connection;
  beforeAll(async () => {
    const server = await startMariaDb();
    await createAsterisk(server);
    vicidial = await server.connect({ user: "root", password: "", database: "asterisk" });
    await fillLogs(vicidial);
    return server.dispose;
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

    test.each(statementExamples.map(([{ name }, used]) => ({ name, used })))(
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
      const { sql, params } = usersByName.compile([name]);
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
      `INSERT INTO vicidial_closer_log${suffix} (closecallid, lead_id, campaign_id, call_date, start_epoch, end_epoch, status, user, uniqueid, phone_number)
       SELECT n, n DIV 7, 'IN', ${when}, ${epoch}, ${epoch} + 90, 'SALE', CONCAT('agent', n % 50), CONCAT('1763600000.', n DIV 5), 5550000 + n DIV 4 FROM seq`,
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
  await vicidial.query(
    "INSERT INTO vicidial_list (phone_number) SELECT 5550000 + n DIV 4 FROM seq",
  );
  await vicidial.query("INSERT INTO recording_log_deletion_queue (recording_id) SELECT n FROM seq");
  for (const code of ["SALE", "NI", "DROP"]) {
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
