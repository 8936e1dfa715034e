import { createServer, type AddressInfo } from "node:net";

import type { RowDataPacket } from "mysql2/promise";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";

import { SourceError } from "../source.ts";
import { whyNoMariaDb } from "../testing/install-mariadb.ts";
import { startMariaDb, type TestMariaDb } from "../testing/mariadb.ts";
import { freshCentre, openVicidial, rootSettings } from "../testing/vicidial-fixture.ts";
import { limitStatement } from "./connect-database.ts";
import { DatabaseBusyError, DatabaseUnavailableError } from "./database-error.ts";
import { Statement } from "./statement.ts";
import { live, usersByName } from "./statements.ts";
import { users } from "./vicidial-tables.ts";

/** Registered only here: the session must refuse it even where the user's rights would not. */
const writing = new Statement({
  name: "an attempt to write",
  table: users,
  row: z.unknown(),
  build: () => ({
    toSQL: () => ({
      sql: "insert into servers (server_id, server_ip) values ('x', 'x')",
      params: [],
    }),
  }),
});

const caught = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );
const messageOf = (error: unknown) => (error instanceof Error ? error.message : "");

test("a statement's time limit is written as the server knows it", () => {
  expect(limitStatement("select 1", 2, true)).toBe(
    "SET STATEMENT max_statement_time=2 FOR select 1",
  );
  expect(limitStatement("select `a` from `b`", 0.5, false)).toBe(
    "select /*+ MAX_EXECUTION_TIME(500) */ `a` from `b`",
  );
});

test("a database that is not there is said to be unreachable, where, and what to check", async () => {
  const database = openVicidial({
    host: "127.0.0.1",
    port: 1,
    socket: null,
    name: "asterisk",
    user: "nightshift",
    password: "secret-word",
    statementTimeoutSec: 2,
  });
  const error = await caught(database.read(live.newestRecording));
  expect(error).toBeInstanceOf(DatabaseUnavailableError);
  expect(messageOf(error)).toMatch(/127\.0\.0\.1:1 cannot be reached.*source\.database\.host/);
  expect(messageOf(error)).not.toContain("secret-word");
});

test("a server that accepts and then says nothing is given up", { timeout: 30_000 }, async () => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    silent.close();
  });
  // A server that listens on TCP has an address of this form.
  const { port } = silent.address() as AddressInfo;
  const database = openVicidial({
    host: "127.0.0.1",
    port,
    socket: null,
    name: "asterisk",
    user: "nightshift",
    password: "",
    statementTimeoutSec: 2,
  });
  expect(await caught(database.read(live.newestRecording))).toBeInstanceOf(
    DatabaseUnavailableError,
  );
});

describe.skipIf(whyNoMariaDb() !== null)("the connection", () => {
  let server: TestMariaDb;
  beforeAll(async () => {
    server = await startMariaDb();
    return server.dispose;
  });

  test("is one, compares as the columns do, and cannot write", async () => {
    const { rows, vicidial } = await freshCentre(server);
    await rows.agent("José", "José Núñez");
    const database = openVicidial(rootSettings(server));
    const connected = async () => {
      const [sessions] = await vicidial.query<RowDataPacket[]>("SHOW PROCESSLIST");
      return sessions.length;
    };
    const before = await connected();
    const both = await Promise.all([
      database.read(usersByName, ["JOSÉ"]),
      database.read(usersByName, ["jose"]),
    ]);
    expect(both.flat()).toEqual(
      Array.from({ length: 2 }, () => ({ user: "José", full_name: "José Núñez" })),
    );
    expect(await connected()).toBe(before + 1);
    await expect(database.read(writing)).rejects.toThrow(
      "ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION",
    );
    expect(await database.read(usersByName, ["Jose"])).toHaveLength(1);
  });

  test("does not let a value end its quotes, whatever mode the server is in", async () => {
    const { rows } = await freshCentre(server);
    await rows.agent("1001", "Sarah Mitchell");
    await server.root("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'");
    onTestFinished(async () => {
      await server.root("SET GLOBAL sql_mode = ''");
    });
    const database = openVicidial(rootSettings(server));
    expect(await database.read(usersByName, ["\\') OR 1 = 1 -- ", "' OR '1", '" OR 1 --'])).toEqual(
      [],
    );
    expect(await database.read(usersByName, ["1001"])).toHaveLength(1);
  });

  test("answers with no rows where an optional table is missing, and says so where it is not", async () => {
    const { vicidial } = await freshCentre(server);
    await vicidial.query("DROP TABLE vicidial_did_log, vicidial_users");
    const database = openVicidial(rootSettings(server));
    expect(await database.read(live.didsByUniqueid, ["1763600000.1"])).toEqual([]);
    const error = await caught(database.read(usersByName, ["1001"]));
    expect(error).toBeInstanceOf(SourceError);
    expect(messageOf(error)).toMatch(/not as expected: users by name.*source\.database\.name/);
  });

  test("a wrong password is refused with the command that mends it, and is not repeated", async () => {
    await freshCentre(server);
    const settings = { ...rootSettings(server), user: "nightshift", password: "wrong-word" };
    const error = await caught(openVicidial(settings).read(live.newestRecording));
    expect(error).toBeInstanceOf(SourceError);
    expect(error).not.toBeInstanceOf(DatabaseUnavailableError);
    expect(messageOf(error)).toContain("nightshift grants");
    expect(JSON.stringify(error) + messageOf(error)).not.toContain("wrong-word");
  });

  test("gives up within its time limit while a backup holds the table, and goes on afterwards", async () => {
    const { rows } = await freshCentre(server);
    const id = await rows.recording({ user: "1001", at: 1_763_600_000 });
    const database = openVicidial({ ...rootSettings(server), statementTimeoutSec: 1 });
    const backup = await server.connect({ user: "root", password: "", database: "asterisk" });
    await backup.query("LOCK TABLES recording_log WRITE");
    const began = Date.now();
    const error = await caught(database.read(live.newestRecording));
    expect(error).toBeInstanceOf(DatabaseBusyError);
    expect(messageOf(error)).toContain("busy (backup or archiving?)");
    expect(Date.now() - began).toBeLessThan(3000);
    const [waiting] = await backup.query("SHOW PROCESSLIST");
    expect(JSON.stringify(waiting)).not.toContain("from `recording_log`");
    await backup.query("UNLOCK TABLES");
    expect(await database.read(live.newestRecording)).toMatchObject([{ recording_id: id }]);
  });

  test("is opened again after the server was restarted, and after it was killed", async () => {
    const { rows } = await freshCentre(server);
    await rows.agent("1001", "Sarah Mitchell");
    const database = openVicidial(rootSettings(server));
    const expected = [{ user: "1001", full_name: "Sarah Mitchell" }];
    expect(await database.read(usersByName, ["1001"])).toEqual(expected);
    await server.stop();
    expect(await caught(database.read(usersByName, ["1001"]))).toBeInstanceOf(
      DatabaseUnavailableError,
    );
    await server.start();
    expect(await database.read(usersByName, ["1001"])).toEqual(expected);
    await server.kill();
    await server.start();
    expect(await database.read(usersByName, ["1001"])).toEqual(expected);
  });
});
