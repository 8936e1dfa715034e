import type { Connection } from "mysql2/promise";
import { beforeAll, describe, expect, test } from "vitest";

import { whyNoMariaDb } from "../testing/install-mariadb.ts";
import { startMariaDb, type TestMariaDb } from "../testing/mariadb.ts";
import { statementExamples } from "../testing/statement-examples.ts";
import {
  CENTRE_NOON_SEC,
  freshCentre,
  openSource,
  queueRows,
  rootSettings,
} from "../testing/vicidial-fixture.ts";
import { backfillRecordings } from "./backfill-recordings.ts";
import * as callers from "./caller-statements.ts";
import { connectDatabase } from "./connect-database.ts";
import { grantStatements, type GrantOptions } from "./grant-statements.ts";
import { Statement } from "./statement.ts";
import { allServers } from "./statements.ts";

const AT = CENTRE_NOON_SEC - 3 * 60 * 60;
const OPTIONS: GrantOptions = {
  database: "asterisk",
  user: "nightshift",
  hosts: ["localhost", "127.0.0.1"],
  password: "made-up-word",
};

describe.skipIf(whyNoMariaDb() !== null)("the granted user", () => {
  let server: TestMariaDb;
  let rows: Awaited<ReturnType<typeof freshCentre>>["rows"];
  let agent: Connection;
  beforeAll(async () => {
    server = await startMariaDb();
    ({ rows } = await freshCentre(server));
    await execute(OPTIONS);
    await rows.agent("1001", "Sarah Mitchell");
    await rows.insert("servers", { server_id: "dialer1", server_ip: "10.0.0.5" });
    agent = await server.connect({
      user: "nightshift",
      password: "made-up-word",
      database: "asterisk",
    });
    return server.dispose;
  });

  const execute = async (options: GrantOptions) => {
    const { user, grants, optionalGrants } = grantStatements(options);
    for (const statement of [...user, ...grants, ...optionalGrants]) await server.root(statement);
  };
  const settings = () => ({
    ...rootSettings(server),
    user: "nightshift",
    password: "made-up-word",
  });

  test("is enough for every statement, sends no other, and touches no table of the live screens", async () => {
    for (const [index, vicidialId] of [
      "1",
      "1763636380.1",
      "M112009",
      "G112009",
      null,
      "1763636380.99",
    ].entries()) {
      await rows.recording({ user: "1001", at: AT, leadId: 500 + index, vicidialId });
      await rows.recording({ user: "1001", at: AT - 18 * 3600, leadId: 600 + index, vicidialId });
    }
    const runs = { user: "1001", at: CENTRE_NOON_SEC - 60, length: null, location: null };
    const moved = await rows.recording(runs);
    await rows.inboundCall({
      leadId: 700,
      user: "1001",
      at: AT,
      inGroup: "IN",
      uniqueid: "1763636380.70",
      xfercallid: 999,
    });
    await rows.recording({ user: "1001", at: AT, leadId: 700, vicidialId: "1763636380.70" });
    await rows.recording({ user: "1001", at: AT, leadId: 701, vicidialId: "77" });
    const xfercallid = await rows.transfer({
      leadId: 500,
      at: AT,
      fronter: "1001",
      closer: "1002",
      frontUniqueid: "1",
      closeUniqueid: "2",
    });
    await rows.inboundCall({
      leadId: 500,
      user: "1002",
      at: AT,
      inGroup: "IN",
      uniqueid: "1763636380.2",
      xfercallid,
    });
    await server.root("SET GLOBAL log_output = 'TABLE', general_log = 1");
    const { db, source, clock } = openSource(server, {
      config: { database: settings(), overlapIds: 1000, firstDays: 1, notAgents: [] },
    });
    await source.look();
    await server.root("DELETE FROM asterisk.recording_log WHERE recording_id = ?", [moved]);
    await rows.recording({ ...runs, id: moved, archived: true });
    clock.now += 60_000;
    await source.look();
    await rows.recording({ user: "8005550199", at: AT, leadId: 0 });
    await source.look();
    await source.close();
    const database = connectDatabase(settings());
    await database.read(allServers);
    await backfillRecordings({
      db,
      database,
      serverIps: "all",
      timeZone: "Europe/London",
      from: "2026-11-01",
      to: "2026-11-20",
      now: () => clock.now,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      pauseMs: 0,
    });
    await database.close();
    await server.root("SET GLOBAL general_log = 0");
    expect(queueRows(db, "linked_at")).toHaveLength(16);

    const sent = await server.root(
      "SELECT DISTINCT CONVERT(argument USING utf8mb4) AS q FROM mysql.general_log WHERE command_type = 'Query' AND user_host LIKE 'nightshift%'",
    );
    const shapes = new Set(sent.map((row) => shapeOf(String(row.q))));
    // What a deletion request alone asks is granted for the request.
    const onRequest = new Set(
      Object.values(callers).map((one) => one instanceof Statement && one.name),
    );
    const registered = statementExamples
      .filter(([{ name }]) => !onRequest.has(name))
      .map(([, { sql }]) => shapeOf(`SET STATEMENT max_statement_time=? FOR ${sql}`));
    expect([...shapes].filter((shape) => !registered.includes(shape)).toSorted()).toEqual([
      "SELECT VERSION() AS version",
      "SET SESSION TRANSACTION READ ONLY",
      "SET SESSION sql_mode = ?, autocommit = ?, lock_wait_timeout = ?",
    ]);
    expect(registered.filter((shape) => !shapes.has(shape))).toEqual([]);
    expect([...shapes].join()).not.toMatch(/live_agents|auto_calls|hopper|vicidial_list|settings/);
  });

  test("may do nothing else", async () => {
    for (const statement of [
      "SELECT pass FROM vicidial_users",
      "SELECT pass_hash FROM vicidial_users",
      "SELECT phone_pass FROM vicidial_users",
      "SELECT user FROM vicidial_users WHERE pass = 'agent-secret'",
      "SELECT user FROM vicidial_users ORDER BY pass_hash",
      "SELECT * FROM vicidial_users",
      "SELECT ASTmgrSECRET FROM servers",
      "SELECT conf_secret FROM servers",
      "SELECT * FROM recording_log",
      "SELECT lead_id FROM vicidial_list",
      "SELECT phone_number FROM vicidial_log",
      "SELECT comments FROM vicidial_closer_log",
      "SELECT 1 FROM vicidial_live_agents",
      "SELECT 1 FROM system_settings",
      "SELECT 1 FROM mysql.user",
      "INSERT INTO recording_log (user) VALUES ('x')",
      "UPDATE recording_log SET user = 'x'",
      "DELETE FROM recording_log",
      "TRUNCATE recording_log",
      "LOCK TABLES recording_log READ",
      "CREATE TABLE asterisk.mine (id INT)",
      "CREATE TEMPORARY TABLE mine (id INT)",
      "DROP TABLE recording_log",
      "SELECT LOAD_FILE('/etc/passwd') INTO OUTFILE '/tmp/x'",
      "GRANT SELECT ON asterisk.* TO nightshift@localhost",
      "SET GLOBAL general_log = 1",
      "CREATE DATABASE mine",
    ]) {
      expect(await refusalOf(agent.query(statement))).toMatch(/denied/);
    }
  });

  test("has two connections at most", async () => {
    const second = await server.connect({ user: "nightshift", password: "made-up-word" });
    await expect(server.connect({ user: "nightshift", password: "made-up-word" })).rejects.toThrow(
      /max_user_connections|connection/i,
    );
    await second.end();
  });

  test("names that would end their quotes do not", async () => {
    await server.root("CREATE DATABASE `odd``name`");
    await server.root("CREATE TABLE `odd``name`.recording_log LIKE asterisk.recording_log");
    const { user, grants } = grantStatements({
      database: "odd`name",
      user: "it's",
      hosts: ["127.0.0.1"],
      password: "pass'; DROP USER root; --",
    });
    for (const statement of user) await server.root(statement);
    await server.root(grants.find((statement) => statement.includes("recording_log")) ?? "");
    const connection = await server.connect({
      user: "it's",
      password: "pass'; DROP USER root; --",
      database: "odd`name",
    });
    await expect(connection.query("SELECT recording_id FROM recording_log")).resolves.toBeDefined();
    await connection.end();
    expect(() => grantStatements({ ...OPTIONS, user: "a\\" })).toThrow(/backslash/);
  });

  test("run again without a password it only grants", async () => {
    expect(grantStatements({ ...OPTIONS, password: null }).user).toEqual([]);
    await execute({ ...OPTIONS, password: null });
    await expect(
      agent.query("SELECT recording_id FROM recording_log LIMIT 1"),
    ).resolves.toBeDefined();
  });
});

const refusalOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "let through",
    (error: unknown) => String(error),
  );

/** A statement without its values. */
function shapeOf(sql: string): string {
  return sql
    .replaceAll(/'(?:[^'\\]|\\.|'')*'/g, "?")
    .replaceAll(/\b\d+(?:\.\d+)?\b/g, "?")
    .replaceAll(/\((?:\?, )*\?\)/g, "(?)");
}
