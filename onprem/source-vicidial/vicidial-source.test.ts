import { beforeAll, describe, expect, test } from "vitest";

import { admitRecordings } from "../queue/admit-recordings.ts";
import { SourceError } from "../source.ts";
import { whyNoMariaDb } from "../testing/install-mariadb.ts";
import { startMariaDb, type TestMariaDb } from "../testing/mariadb.ts";
import { openTestQueue } from "../testing/queue-fixture.ts";
import {
  allThere,
  CENTRE_NOON_SEC,
  filesBy,
  freshCentre,
  oldFile,
  openSource,
  openVicidial,
  queueRows,
  rootSettings,
} from "../testing/vicidial-fixture.ts";
import type { VicidialDatabase } from "./connect-database.ts";
import type { RecordingRef } from "./recording-ref.ts";

const MINUTE_SEC = 60;

describe.skipIf(whyNoMariaDb() !== null)("the ViciDial source", () => {
  let server: TestMariaDb;
  beforeAll(async () => {
    server = await startMariaDb();
    return server.dispose;
  });

  test("takes a call from its row to the night's queue, with all that is known of it", async () => {
    const { rows } = await freshCentre(server);
    await rows.agent("1001", "Sarah Mitchell");
    const at = CENTRE_NOON_SEC - 180 * MINUTE_SEC;
    const closecallid = await rows.inboundCall({
      leadId: 501,
      user: "1001",
      at: at - 20,
      inGroup: "SUPPORT_IN",
      status: "RESOLV",
      uniqueid: "1763636380.101",
    });
    const id = await rows.recording({
      user: "1001",
      at,
      length: 300,
      vicidialId: String(closecallid),
    });
    const { db, source, clock } = openSource(server, { priorities: new Map([["SUPPORT_IN", 5]]) });

    expect(await source.look()).toMatchObject({ found: 1 });
    admitRecordings(db, { stableMs: 600_000, lostAfterMs: 1e9 }, clock.now);
    expect(db.prepare("SELECT * FROM recording").get()).toMatchObject({
      recording_id: String(id),
      state: "pending",
      path: "/recordings/20261120090000_5550100-all.wav",
      uniqueid: "1763636380.101",
      call_group: "1763636380.101",
      direction: "inbound",
      agent_user: "1001",
      agent_name: "Sarah Mitchell",
      campaign_id: "SUPPORT_IN",
      call_status: "RESOLV",
      started_at: at * 1000,
      local_date: "2026-11-20",
      expected_sec: 300,
      priority: 5,
    });
    expect(await source.look()).toMatchObject({ found: 0 });
    expect(queueRows(db, "state")).toEqual([{ recording_id: String(id), state: "pending" }]);
  });

  test("hands the locator what ViciDial wrote last", async () => {
    const { rows, vicidial } = await freshCentre(server);
    await rows.agent("1001", "Sarah Mitchell");
    const at = CENTRE_NOON_SEC - 180 * MINUTE_SEC;
    const id = await rows.recording({
      user: "1001",
      at,
      filename: "20261120-090000_5550100",
      location: null,
      length: null,
    });
    const asked: RecordingRef[] = [];
    const { source, clock } = openSource(server, {
      files: filesBy(async (_, ref) => {
        asked.push(ref);
        return { found: false, reason: "Not there yet.", gone: false };
      }),
    });
    await source.look();
    await vicidial.query(
      "UPDATE recording_log SET filename = 'SALE_501', location = 'http://10.0.0.5/RECORDINGS/SALE_501-all.wav' WHERE recording_id = ?",
      [id],
    );
    clock.now += 2 * MINUTE_SEC * 1000;
    await source.look();
    expect(asked.at(-1)).toEqual({
      filename: "SALE_501",
      location: "http://10.0.0.5/RECORDINGS/SALE_501-all.wav",
      server_ip: "10.0.0.5",
      start_date: "2026-11-20",
      start_epoch: at,
    });
  });

  test("takes nothing twice and loses nothing when it is cut off between any two statements", async () => {
    const { rows } = await freshCentre(server);
    await rows.agent("1001", "Sarah Mitchell");
    for (let n = 0; n < 3; n += 1) {
      const at = CENTRE_NOON_SEC - 180 * MINUTE_SEC + n;
      const leg = await rows.inboundCall({
        leadId: n + 1,
        user: "1001",
        at,
        inGroup: "IN",
        uniqueid: `1763636380.${n}`,
      });
      await rows.recording({ user: "1001", at, leadId: n + 1, vicidialId: String(leg) });
    }
    await rows.systemStatus("SALE");
    const database = openVicidial(rootSettings(server));
    const db = openTestQueue();
    let cuts = 0;
    for (let cutAt = 1; cuts === cutAt - 1; cutAt += 1) {
      let statements = 0;
      const cut: VicidialDatabase = {
        ...database,
        read: async (statement, ...args) => {
          statements += 1;
          if (statements === cutAt) throw new Error("killed");
          return database.read(statement, ...args);
        },
        close: async () => undefined,
      };
      const { source } = openSource(server, { db, database: cut });
      await source.look().then(
        () => undefined,
        () => {
          cuts += 1;
        },
      );
    }
    expect(cuts).toBeGreaterThan(5);
    expect(queueRows(db, "state", "uniqueid", "call_status")).toEqual(
      ["1", "2", "3"].map((id, n) => ({
        recording_id: id,
        state: "found",
        uniqueid: `1763636380.${n}`,
        call_status: "SALE",
      })),
    );
  });

  test("while a backup holds the tables it asks less and less often, goes on looking for files, and recovers", async () => {
    const { rows } = await freshCentre(server);
    await rows.agent("1001", "Sarah Mitchell");
    const id = await rows.recording({ user: "1001", at: CENTRE_NOON_SEC - 180 * MINUTE_SEC });
    const asked: string[] = [];
    const { source, clock, db } = openSource(server, {
      config: {
        database: { ...rootSettings(server), statementTimeoutSec: 0.2 },
        overlapIds: 1000,
        firstDays: 1,
        notAgents: [],
      },
      files: filesBy(async (recordingId) => {
        asked.push(recordingId);
        return { found: false, reason: "Not there yet.", gone: false };
      }),
    });
    await source.look();
    const backup = await server.connect({ user: "root", password: "", database: "asterisk" });
    await backup.query("LOCK TABLES recording_log WRITE");
    const waits: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      const message = await source.look().then(() => "", String);
      expect(message).toMatch(/busy \(backup or archiving\?\).*again in \d+ s\.$/);
      const waitSec = Number(/again in (\d+) s/.exec(message)?.[1]);
      waits.push(waitSec);
      // In between the database is left alone.
      clock.now += (waitSec * 1000) / 2;
      const began = Date.now();
      await expect(source.look()).rejects.toThrow(/left alone; it is looked at again in/);
      expect(Date.now() - began).toBeLessThan(200);
      clock.now += waitSec * 1000;
    }
    expect(waits).toEqual([14, 27, 53, 105, 210, 420, 525, 525]);
    expect(asked.length).toBeGreaterThan(4);
    await backup.query("UNLOCK TABLES");
    await rows.recording({ user: "1001", at: CENTRE_NOON_SEC });
    expect(await source.look()).toMatchObject({ found: 1 });
    expect(queueRows(db, "state")[0]).toEqual({ recording_id: String(id), state: "waiting_file" });
  });

  test("what ViciDial has deleted, or is to delete, counts as lost at once, and says why", async () => {
    const { rows } = await freshCentre(server);
    await rows.agent("1001", "Sarah Mitchell");
    const at = CENTRE_NOON_SEC - 180 * MINUTE_SEC;
    const deleted = await rows.recording({ user: "1001", at, location: "DELETED" });
    const queued = await rows.recording({ user: "1001", at: at + 1 });
    await rows.deletion(queued, CENTRE_NOON_SEC);
    const { db, source } = openSource(server, {
      files: filesBy(async (id, ref) =>
        id === String(deleted)
          ? { found: false, reason: "ViciDial says that it was deleted.", gone: true }
          : { found: true, file: oldFile(ref) },
      ),
    });
    await source.look();
    expect(queueRows(db, "state", "reason_code", "reason", "path")).toEqual([
      {
        recording_id: String(deleted),
        state: "lost",
        reason_code: "file_deleted",
        reason: "ViciDial says that it was deleted.",
        path: null,
      },
      {
        recording_id: String(queued),
        state: "lost",
        reason_code: "file_deleted",
        reason: "ViciDial is to delete it, as its lead was deleted.",
        path: null,
      },
    ]);
    expect(db.prepare("SELECT count(*) AS n FROM outbox").get()).toEqual({ n: 2 });
  });

  test("a row that was archived is still known; where both have it, the live one counts", async () => {
    const { rows, vicidial } = await freshCentre(server);
    await rows.agent("1001", "Sarah Mitchell");
    const at = CENTRE_NOON_SEC - 180 * MINUTE_SEC;
    const both = await rows.recording({ user: "1001", at, filename: "live" });
    const moved = await rows.recording({ user: "1001", at: at + 1, filename: "before" });
    const refs = new Map<string, RecordingRef>();
    const { source, clock } = openSource(server, {
      files: filesBy(async (id, ref) => {
        refs.set(id, ref);
        return { found: false, reason: "Not there yet.", gone: false };
      }),
    });
    await source.look();
    await rows.recording({ id: both, user: "1001", at, filename: "stale", archived: true });
    await rows.recording({
      id: moved,
      user: "1001",
      at: at + 1,
      filename: "moved",
      archived: true,
    });
    await vicidial.query("DELETE FROM recording_log WHERE recording_id = ?", [moved]);
    clock.now += 2 * MINUTE_SEC * 1000;
    await source.look();
    expect([refs.get(String(both))?.filename, refs.get(String(moved))?.filename]).toEqual([
      "live",
      "moved",
    ]);
  });

  test("a pending recording whose copy was to be removed is looked for again after its last night", async () => {
    const { rows } = await freshCentre(server);
    await rows.agent("1001", "Sarah Mitchell");
    const names = ["elsewhere", "still", "nowhere"];
    for (const [n, filename] of names.entries()) {
      await rows.recording({ user: "1001", at: CENTRE_NOON_SEC - 180 * MINUTE_SEC + n, filename });
    }
    let removed = false;
    const { db, source, clock } = openSource(server, {
      files: filesBy(async (_, ref) => {
        const copy = { ...oldFile(ref), lastNight: "2026-11-21" };
        if (!removed || ref.filename === "still") return { found: true, file: copy };
        if (ref.filename === "nowhere") return { found: false, reason: "It is gone.", gone: false };
        return { found: true, file: { ...oldFile(ref), path: "/recordings/MP3/elsewhere.mp3" } };
      }),
    });
    await source.look();
    admitRecordings(db, { stableMs: 600_000, lostAfterMs: 1e9 }, clock.now);
    removed = true;
    const states = () =>
      db.prepare("SELECT state, path, last_night FROM recording ORDER BY recording_id").all();
    // The night of the 21st ends on the morning of the 22nd.
    clock.now = Date.UTC(2026, 10, 22, 6);
    await source.look();
    expect(states().map(({ last_night: night }) => night)).toEqual(
      Array.from({ length: 3 }, () => "2026-11-21"),
    );
    clock.now = Date.UTC(2026, 10, 22, 14);
    await source.look();
    expect(states()).toEqual([
      { state: "pending", path: "/recordings/MP3/elsewhere.mp3", last_night: "9999-12-31" },
      { state: "pending", path: "/recordings/still-all.wav", last_night: "2026-11-22" },
      { state: "waiting_file", path: "/recordings/nowhere-all.wav", last_night: "9999-12-31" },
    ]);
  });

  test("a table that an older ViciDial lacks is named once, and everything goes on", async () => {
    const { rows, vicidial } = await freshCentre(server);
    await vicidial.query("DROP TABLE recording_log_deletion_queue");
    await rows.agent("1001", "Sarah Mitchell");
    await rows.recording({ user: "1001", at: CENTRE_NOON_SEC - 180 * MINUTE_SEC });
    const { source, clock } = openSource(server, {
      files: filesBy(async () => ({ found: false, reason: "Not there yet.", gone: false })),
    });
    const first = await source.look();
    expect(first).toMatchObject({ found: 1 });
    expect(first.warnings).toEqual([
      expect.stringMatching(/^ViciDial's recording_log_deletion_queue cannot be read.*grants/),
    ]);
    clock.now += 2 * MINUTE_SEC * 1000;
    expect((await source.look()).warnings).toEqual([]);
  });

  test("recordings are not called missing while none of them can be seen", async () => {
    const { rows } = await freshCentre(server);
    await rows.agent("1001", "Sarah Mitchell");
    await rows.recording({ user: "1001", at: CENTRE_NOON_SEC - 180 * MINUTE_SEC });
    const { db, source } = openSource(server, {
      files: {
        ...allThere,
        beginLook: async () => {
          throw new SourceError("The folder is closed.");
        },
      },
    });
    await expect(source.look()).rejects.toThrow("The folder is closed.");
    expect(queueRows(db, "state", "agent_name")).toEqual([
      { recording_id: "1", state: "found", agent_name: "Sarah Mitchell" },
    ]);
  });
});
