import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, beforeEach, describe, expect, test } from "vitest";

import { openDatabase } from "../queue/open-database.ts";
import { whyNoMariaDb } from "../testing/install-mariadb.ts";
import { startMariaDb, type TestMariaDb } from "../testing/mariadb.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { CENTRE_NOON_SEC, freshCentre } from "../testing/vicidial-fixture.ts";

const CLI = join(import.meta.dirname, "../cli.ts");
const PHONE = "7275551212";
const AT = CENTRE_NOON_SEC - 3600;

describe.skipIf(whyNoMariaDb() !== null)("forget over a real ViciDial database", () => {
  let server: TestMariaDb;
  let state: string;
  let run: (...args: string[]) => { code: number | null; out: string };
  let rows: Awaited<ReturnType<typeof freshCentre>>["rows"];
  let ids: { named: number; sameLead: number; archived: number; byNumber: number; other: number };
  beforeAll(async () => {
    server = await startMariaDb();
    return server.dispose;
  });

  beforeEach(async () => {
    ({ rows } = await freshCentre(server));
    for (const name of ["localhost", "127.0.0.1"]) {
      await server.root(`DROP USER IF EXISTS 'nightshift'@'${name}'`);
    }
    const root = tempFolder();
    state = join(root, "state");
    const config = join(root, "nightshift.toml");
    writeFileSync(join(root, "password"), "made-up-word");
    writeFileSync(
      config,
      `[site]\nid = "test"\ntime_zone = "Europe/London"\n[source]\nkind = "vicidial"\nserver_ips = ["10.0.0.5"]\n` +
        `recordings_folder = "/recordings"\n[source.database]\nport = ${server.port}\npassword_file = "password"\n` +
        `[state]\nfolder = "state"\n[edge]\nurl = "http://127.0.0.1:9"\ntoken = "ns_ingest_secret"\n[whisper]\nmodel = "model.bin"\n`,
    );
    run = (...args) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, "-c", config, ...args], {
        encoding: "utf8",
        timeout: 6e4,
      });
      return { code: status, out: stdout + stderr };
    };
    await server.root("DELETE FROM asterisk.vicidial_list");
    const lead = (id: number, phone: string) =>
      rows.insert("vicidial_list", { lead_id: id, phone_number: phone });
    await lead(600, PHONE);
    await lead(601, "5550199");
    const recording = (at: number, leadId: number, filename: string, archivedAs?: number) =>
      rows.recording({
        user: "1001",
        at,
        leadId,
        filename,
        ...(archivedAs === undefined
          ? {}
          : {
              archived: true,
              id: archivedAs,
            }),
      });
    ids = {
      named: await recording(AT, 600, `20261120-110000_${PHONE}`),
      // ViciDial names files in other ways as well, and keeps old rows elsewhere
      sameLead: await recording(AT + 60, 600, "LEAD600-b"),
      archived: await recording(AT - 40 * 86_400, 600, "LEAD600-c", 9001),
      // the number rang in on another lead
      byNumber: await recording(AT + 120, 602, "LEAD602"),
      other: await recording(AT + 180, 601, "20261120-113000_5550199"),
    };
    await rows.inboundCall({
      leadId: 602,
      at: AT + 120,
      user: "1001",
      inGroup: "IN",
      uniqueid: "1763636380.9",
    });
    await server.root(
      "UPDATE asterisk.vicidial_closer_log SET phone_number = ? WHERE lead_id = 602",
      [PHONE],
    );
    grant(run("grants").out);
    await granted;
    const filled = run("backfill", "--from", "2026-11-20", "--to", "2026-11-20");
    if (filled.code !== 0) throw new Error(filled.out);
  });

  let granted: Promise<unknown> = Promise.resolve();
  const grant = (printed: string) => {
    const lines = printed
      .split("\n")
      .filter((line) => /^(GRANT|REVOKE|CREATE|ALTER) .*;$/.test(line.trim()));
    granted = lines.reduce<Promise<unknown>>(
      (before, line) => before.then(() => server.root(line.trim())),
      Promise.resolve(),
    );
  };
  const queued = () => {
    const db = openDatabase(state);
    const found = db
      .prepare("SELECT recording_id FROM recording ORDER BY 1")
      .all()
      .map((row) => Number(row.recording_id));
    db.close();
    return found;
  };
  const forgotten = (number = PHONE) => {
    const db = openDatabase(state);
    const found = db.prepare("SELECT recording_id, edge_waits FROM forgotten ORDER BY 1").all();
    const dump = JSON.stringify(
      db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .all()
        .map(({ name }) => db.prepare(`SELECT * FROM "${String(name)}"`).all()),
    );
    db.close();
    expect(dump).not.toContain(number);
    expect(found.every((row) => row.edge_waits === 1)).toBe(true);
    return found.map((row) => Number(row.recording_id)).toSorted((a, b) => a - b);
  };

  test("by number with what is granted anyway: files of that name, and all else of their leads, archive too", async () => {
    const done = run("forget", "--phone", PHONE, "--yes");
    // the edge is away, so it is told later
    expect(done.code).toBe(5);
    expect(done.out).not.toContain(PHONE);
    expect(done.out).toContain("nightshift grants --forget");
    expect(forgotten()).toEqual([ids.named, ids.sameLead, ids.archived].toSorted((a, b) => a - b));
    expect(queued()).toEqual([ids.byNumber, ids.other]);
    // neither a look nor a backfill queues one again
    expect(run("backfill", "--from", "2026-10-01", "--to", "2026-11-20").out).toContain(
      " 0 recordings new",
    );
    expect(queued()).toEqual([ids.byNumber, ids.other]);
  });

  test("with the rights for one request: also whoever called by that number; then they are taken back", async () => {
    const printed = run("grants", "--forget").out;
    grant(printed.split("Once the request")[0] ?? "");
    await granted;
    const done = run("forget", "--phone", PHONE, "--yes");
    expect(done.out).not.toContain("could not be searched");
    expect(forgotten()).toEqual(
      [ids.named, ids.sameLead, ids.archived, ids.byNumber].toSorted((a, b) => a - b),
    );
    expect(queued()).toEqual([ids.other]);
    grant(printed.split("take the rights back:")[1] ?? "");
    await granted;
    expect(run("forget", "--phone", PHONE, "--dry-run").out).toContain("could not be searched");
    // what the agent reads anyway is still granted
    expect(run("backfill", "--from", "2026-11-20", "--to", "2026-11-20").code).toBe(0);
  });

  test("by lead; a recording that gets the same number later is another", async () => {
    expect(run("forget", "--lead", "601", "--yes").out).toContain("1 recording.");
    expect(forgotten("5550199")).toEqual([ids.other]);
    await server.root("DELETE FROM asterisk.recording_log WHERE recording_id = ?", [ids.other]);
    await rows.recording({
      id: ids.other,
      user: "1001",
      at: AT + 600,
      leadId: 700,
      filename: "NEW",
    });
    run("backfill", "--from", "2026-11-20", "--to", "2026-11-20");
    const db = openDatabase(state);
    expect(
      db
        .prepare("SELECT recording_id FROM recording WHERE recording_id LIKE ?")
        .all(`${ids.other}-%`),
    ).toEqual([{ recording_id: `${ids.other}-${AT + 600}` }]);
    db.close();
  });
});
