import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { loadConfig } from "../config/load-config.ts";
import { admitRecordings } from "../queue/admit-recordings.ts";
import { whyNoMariaDb } from "../testing/install-mariadb.ts";
import { startLocalServer } from "../testing/local-server.ts";
import { startMariaDb, type TestMariaDb } from "../testing/mariadb.ts";
import { openTestQueue } from "../testing/queue-fixture.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import {
  CENTRE_NOON,
  CENTRE_NOON_SEC,
  freshCentre,
  queueRows,
} from "../testing/vicidial-fixture.ts";
import { openVicidialSource } from "./open-vicidial-source.ts";

const AT = CENTRE_NOON_SEC - 3 * 60 * 60;

describe.skipIf(whyNoMariaDb() !== null)("ViciDial as a configuration describes it", () => {
  let server: TestMariaDb;
  beforeAll(async () => {
    server = await startMariaDb();
    return server.dispose;
  });

  test("rows, folders and the site's other hosts come together; what is nobody's or elsewhere is told apart", async () => {
    const { rows } = await freshCentre(server);
    await rows.agent("1001", "Sarah Mitchell");
    const { url, received } = await startLocalServer((_, response) => {
      const riff = Buffer.alloc(60_000);
      riff.write("RIFF", 0);
      riff.writeUInt32LE(riff.length - 8, 4);
      riff.write("WAVEfmt ", 8);
      response.writeHead(200, { "content-type": "audio/x-wav" }).end(riff);
    });
    const archive = new URL(url).host;
    await rows.insert("servers", { server_id: "dialer1", server_ip: "10.0.0.5" });
    await rows.insert("servers", {
      server_id: "arch",
      server_ip: "10.0.0.9",
      alt_server_ip: archive,
    });

    const folder = tempFolder();
    const done = join(folder, "monitorDONE");
    mkdirSync(join(done, "MP3"), { recursive: true });
    writeFileSync(
      join(folder, "astguiclient.conf"),
      `PATHDONEmonitor => ${done}\nVARserver_ip => 10.0.0.5\nVARDB_pass => never-used\n`,
    );
    writeFileSync(
      join(folder, "nightshift.toml"),
      `[site]\nid = "northgate"\ntime_zone = "Europe/London"\n[state]\nfolder = "state"\n` +
        `[edge]\nurl = "https://nightshift.example.com"\ntoken = "t"\n[whisper]\nmodel = "m.bin"\n` +
        `[source]\nkind = "vicidial"\nastguiclient_conf = "astguiclient.conf"\narchive_folder = "none"\n` +
        `[source.database]\nport = ${server.port}\nuser = "root"\n`,
    );
    const put = (name: string) => {
      const path = join(done, name);
      writeFileSync(path, "sound");
      utimesSync(path, AT + 200, AT + 200);
      return path;
    };
    const at = (later: number, filename: string, change = {}) =>
      rows.recording({ user: "1001", at: AT + later, filename, ...change });
    const here = await at(0, "here_5550100");
    const elsewhere = await at(1, "there_5550101", {
      location: `${url}/RECORDINGS/there_5550101.mp3`,
    });
    const waits = await at(2, "later_5550102", { location: null });
    const deleted = await at(3, "gone_5550103", { location: "DELETED" });
    const survey = await at(4, "vdad_5550104", { user: "VDAD" });
    await at(5, "other_5550105", { serverIp: "10.0.0.6" });
    const path = put("here_5550100-all.wav");
    put("vdad_5550104-all.wav");

    const config = loadConfig(join(folder, "nightshift.toml"), {});
    if (config.source.kind !== "vicidial") throw new Error("not the source that was configured");
    const db = openTestQueue();
    const source = openVicidialSource({
      db,
      source: config.source,
      config,
      now: () => CENTRE_NOON,
    });
    onTestFinished(() => source.close());
    expect(await source.look()).toMatchObject({ found: 5 });
    admitRecordings(db, { stableMs: 600_000, lostAfterMs: 1e9 }, CENTRE_NOON);

    expect(received.map((request) => request.path)).toEqual(["/RECORDINGS/there_5550101.mp3"]);
    expect(queueRows(db, "state", "reason_code", "path")).toMatchObject([
      { recording_id: String(here), state: "pending", path },
      {
        recording_id: String(elsewhere),
        path: expect.stringMatching(
          new RegExp(`^${join(folder, "state/downloads")}/${elsewhere}\\.`),
        ),
      },
      { recording_id: String(waits), state: "waiting_file", reason_code: "file_missing" },
      { recording_id: String(deleted), state: "lost", reason_code: "file_deleted" },
      { recording_id: String(survey), state: "skipped", reason_code: "not_an_agent" },
    ]);
    rmSync(done, { recursive: true });
    await expect(source.look()).rejects.toThrow(/source\.recordings_folder/);
    expect(queueRows(db, "state")[2]).toMatchObject({ state: "waiting_file" });
  });
});
