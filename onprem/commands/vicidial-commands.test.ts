import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

import { openDatabase } from "../queue/open-database.ts";
import { whyNoMariaDb } from "../testing/install-mariadb.ts";
import { startMariaDb, type TestMariaDb } from "../testing/mariadb.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { freshCentre, queueRows } from "../testing/vicidial-fixture.ts";

const CLI = join(import.meta.dirname, "../cli.ts");

function nightshift(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

/** A configuration file with the given source; returns its path and the state folder. */
function configured(source: string): { config: string; state: string } {
  const folder = tempFolder();
  const config = join(folder, "nightshift.toml");
  const state = join(folder, "state");
  writeFileSync(
    config,
    `[site]\nid = "northgate"\ntime_zone = "Europe/London"\n[source]\n${source}\n[state]\nfolder = "${state}"\n` +
      `[edge]\nurl = "https://nightshift.example.com"\ntoken = "ns_ingest_secret"\n[whisper]\nmodel = "model.bin"\n`,
  );
  return { config, state };
}

test("grants: names and password from the configuration, which the advice does not show", () => {
  const { config } = configured(
    `kind = "vicidial"\n[source.database]\nname = "centre"\nuser = "qa"\npassword = "kept-password-word"`,
  );
  const piped = nightshift("--config", config, "grants");
  expect(piped.status).toBe(0);
  expect(piped.stdout).toContain(
    "GRANT SELECT (`user`, `full_name`) ON `centre`.`vicidial_users` TO 'qa'@'localhost';",
  );
  expect(piped.stdout).toContain("IDENTIFIED BY 'kept-password-word'");
  expect(piped.stderr).toContain("nothing more to do");
  expect(piped.stderr).not.toContain("kept-password-word");
  // script gives it a terminal.
  const shown = spawnSync(
    "script",
    ["-qec", [process.execPath, CLI, "--config", config, "grants"].join(" "), "/dev/null"],
    { encoding: "utf8", timeout: 60_000 },
  );
  expect(shown.stdout).toContain("the configured password");
  expect(shown.stdout).not.toContain("kept-password-word");
});

test("grants: a password that SQL would read in two ways is refused", () => {
  const { config } = configured(`kind = "vicidial"\n[source.database]\npassword = 'a\\b'`);
  const { status, stderr } = nightshift("--config", config, "grants");
  expect(status).toBe(3);
  expect(stderr).toContain("--keep-password");
});

test("grants: without a configured password a new one each time", () => {
  const { config } = configured(`kind = "vicidial"`);
  const first = nightshift("--config", config, "grants");
  const [, password = ""] = /IDENTIFIED BY '([\w-]{32})'/.exec(first.stdout) ?? [];
  expect(first.stderr).toContain(`printf %s '${password}'`);
  expect(nightshift("--config", config, "grants").stdout).not.toContain(password);

  const kept = nightshift("--config", config, "grants", "--keep-password");
  expect(kept.stdout).not.toMatch(/IDENTIFIED|CREATE USER/);
  expect(kept.stderr).not.toContain("printf");
});

test("grants for a database elsewhere asks by which address it sees this host", () => {
  const { config } = configured(`kind = "vicidial"\n[source.database]\nhost = "10.0.0.4"`);
  const { status, stdout, stderr } = nightshift("--config", config, "grants");
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain("nightshift grants --host 10.0.0.5");
  expect(nightshift("--config", config, "grants", "--host", "10.0.0.5").stdout).toContain(
    "'nightshift'@'10.0.0.5'",
  );
});

test("backfill with the folder source says that there is nothing to do", () => {
  const { config } = configured(`kind = "folder"\nfolder = "/recordings"`);
  const { status, stdout } = nightshift(
    "--config",
    config,
    "backfill",
    "--from",
    "2026-11-01",
    "--to",
    "2026-11-02",
  );
  expect(status).toBe(0);
  expect(stdout).toContain("looks at everything in its folder anyway");
});

test.each([
  [["--from", "2026-11-02", "--to", "2026-11-01"], 2, "--from must not be later than --to"],
  [["--from", "2026-11-31", "--to", "2026-12-01"], 2, "a date such as 2026-11-20"],
  [["--from", "2026-11-01"], 2, "--to"],
])("backfill %j is refused with a reason", (days, expected, reason) => {
  const { config } = configured(`kind = "vicidial"\nserver_ips = "all"`);
  const { status, stderr } = nightshift("--config", config, "backfill", ...days);
  expect(status).toBe(expected);
  expect(stderr).toContain(reason);
});

describe.skipIf(whyNoMariaDb() !== null)("on MariaDB", () => {
  let server: TestMariaDb;
  beforeAll(async () => {
    server = await startMariaDb();
    return server.dispose;
  });

  test("what grants prints lets backfill in, which queues a day and says so", async () => {
    const { rows } = await freshCentre(server);
    const id = await rows.recording({ user: "1001", at: Date.UTC(2026, 10, 1, 12) / 1000 });
    const { config, state } = configured(
      `kind = "vicidial"\nserver_ips = "all"\nrecordings_folder = "/recordings"\n[source.database]\nport = ${server.port}\npassword_file = "password"`,
    );
    writeFileSync(join(config, "../password"), "not-yet");
    const backfill = () =>
      nightshift("--config", config, "backfill", "--from", "2026-11-01", "--to", "2026-11-01");
    const refused = backfill();
    expect(refused.status).toBe(4);
    expect(refused.stderr).toMatch(/does not let the user nightshift in.*`nightshift grants`/);
    expect(refused.stderr).not.toContain("not-yet");

    const { stdout } = nightshift("--config", config, "grants");
    for (const line of stdout.split("\n").filter((text) => /^[A-Z]/.test(text))) {
      await server.root(line);
    }
    const [, password = ""] = /IDENTIFIED BY '([\w-]+)'/.exec(stdout) ?? [];
    writeFileSync(join(config, "../password"), `${password}\n`);
    expect(backfill()).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/1 recording new\.\n$/),
    });
    expect(backfill().stdout).toMatch(/ 0 recordings new\.\n$/);
    const db = openDatabase(state);
    expect(queueRows(db, "state", "local_date")).toEqual([
      { recording_id: String(id), state: "found", local_date: "2026-11-01" },
    ]);
    db.close();
  });
});
