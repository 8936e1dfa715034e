import { beforeAll, describe, expect, test } from "vitest";

import { whyNoMariaDb } from "../testing/install-mariadb.ts";
import { startMariaDb, type TestMariaDb } from "../testing/mariadb.ts";
import { freshCentre, rootSettings } from "../testing/vicidial-fixture.ts";
import { askDatabase } from "./ask-database.ts";
import { grantStatements } from "./grant-statements.ts";

describe.skipIf(whyNoMariaDb() !== null)("what the account may do", () => {
  let server: TestMariaDb;
  beforeAll(async () => {
    server = await startMariaDb();
    await freshCentre(server);
    const { user, grants, optionalGrants } = grantStatements({
      database: "asterisk",
      user: "nightshift",
      hosts: ["localhost", "127.0.0.1"],
      password: "made-up-word",
    });
    for (const statement of [...user, ...grants, ...optionalGrants]) await server.root(statement);
    return server.dispose;
  });
  const settings = (password = "made-up-word") => ({
    ...rootSettings(server),
    user: "nightshift",
    password,
  });

  test("with exactly the printed grants: all that is needed, and nothing else", async () => {
    expect(await askDatabase(settings())).toEqual({
      version: expect.stringMatching(/MariaDB/),
      unreadable: [],
      tooMuch: [],
    });
  });

  test("root may do too much", async () => {
    expect(await askDatabase(rootSettings(server))).toMatchObject({
      unreadable: [],
      tooMuch: [
        "read agents' passwords",
        "read the dialers' manager secret",
        "read lead data",
        "change the database",
      ],
    });
  });

  test("a wrong password is said, without it", async () => {
    await expect(askDatabase(settings("wrong-word"))).rejects.toThrow(/nightshift grants/);
    await expect(askDatabase(settings("wrong-word"))).rejects.not.toThrow(/wrong-word/);
  });

  test("a table that may not be read is named", async () => {
    await server.root(
      "REVOKE SELECT (`user`, `full_name`) ON asterisk.vicidial_users FROM 'nightshift'@'127.0.0.1'",
    );
    await server.root(
      "REVOKE SELECT (`user`, `full_name`) ON asterisk.vicidial_users FROM 'nightshift'@'localhost'",
    );
    expect((await askDatabase(settings())).unreadable).toEqual([
      expect.stringMatching(/^vicidial_users \(ER_/),
    ]);
  });
});
