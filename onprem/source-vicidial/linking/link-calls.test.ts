import { beforeAll, beforeEach, describe, expect, test } from "vitest";

import { whyNoMariaDb } from "../../testing/install-mariadb.ts";
import { startMariaDb, type TestMariaDb } from "../../testing/mariadb.ts";
import {
  allThere,
  CENTRE_NOON_SEC,
  freshCentre,
  openSource,
} from "../../testing/vicidial-fixture.ts";
import type { VicidialSourceOptions } from "../vicidial-source.ts";

const AT = CENTRE_NOON_SEC - 3 * 60 * 60;
const LEAD = 501;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe.skipIf(whyNoMariaDb() !== null)("linking", () => {
  let server: TestMariaDb;
  let rows: Awaited<ReturnType<typeof freshCentre>>["rows"];
  let vicidial: Awaited<ReturnType<typeof freshCentre>>["vicidial"];
  beforeAll(async () => {
    server = await startMariaDb();
    return server.dispose;
  });
  beforeEach(async () => {
    ({ rows, vicidial } = await freshCentre(server));
    await rows.agent("1001", "Sarah Mitchell");
    await rows.agent("1002", "Tom Becker");
    for (const status of ["SALE", "RESOLV", "XFER", "INCALL", "DISPO", "NI"]) {
      await rows.systemStatus(status);
    }
  });

  const standard = { leadId: LEAD, user: "1001", at: AT };
  const inbound = (change: Partial<Parameters<typeof rows.inboundCall>[0]>) =>
    rows.inboundCall({ ...standard, inGroup: "SUPPORT", uniqueid: "1763636380.1", ...change });
  const dialled = (change: Partial<Parameters<typeof rows.outboundCall>[0]>) =>
    rows.outboundCall({ ...standard, campaign: "SALES", uniqueid: "1763636380.1", ...change });
  const recording = (change: Partial<Parameters<typeof rows.recording>[0]>) =>
    rows.recording({ ...standard, ...change });

  /** What one look makes of recordings, by recording_id. */
  const linked = async (change: Partial<VicidialSourceOptions> = {}) => {
    const opened = openSource(server, change);
    const { warnings } = await opened.source.look();
    return { ...opened, warnings, call: (id: number) => callOf(opened.db, id) };
  };

  describe("by the form of vicidial_id", () => {
    test("digits: the in-group leg", async () => {
      const leg = await inbound({ uniqueid: "1763636380.101", status: "RESOLV" });
      const id = await recording({ at: AT + 5, vicidialId: String(leg) });
      expect((await linked()).call(id)).toEqual({
        uniqueid: "1763636380.101",
        call_group: "1763636380.101",
        direction: "inbound",
        agent_user: "1001",
        agent_name: "Sarah Mitchell",
        campaign_id: "SUPPORT",
        call_status: "RESOLV",
      });
    });

    test("a dot: the dialled call", async () => {
      await dialled({ uniqueid: "1763636380.7", status: "SALE" });
      const id = await recording({ vicidialId: "1763636380.7" });
      expect((await linked()).call(id)).toMatchObject({
        uniqueid: "1763636380.7",
        direction: "outbound",
        campaign_id: "SALES",
        call_status: "SALE",
      });
    });

    test("a dot: a call that came in, known to the in-group log", async () => {
      await inbound({
        user: "1002",
        at: AT - 200,
        inGroup: "FRONT",
        uniqueid: "1763636380.8",
        status: "XFER",
      });
      await inbound({ uniqueid: "1763636380.8", status: "RESOLV" });
      const id = await recording({ vicidialId: "1763636380.8" });
      expect((await linked()).call(id)).toMatchObject({
        direction: "inbound",
        campaign_id: "SUPPORT",
        call_status: "RESOLV",
      });
    });

    test("a dot: a call known only to the log of dialled numbers, and one that no log knows", async () => {
      await rows.didCall({ uniqueid: "1763636380.9", at: AT, did: "8005550199" });
      const did = await recording({ leadId: 0, vicidialId: "1763636380.9" });
      const unknown = await recording({ vicidialId: "1763636380.10" });
      const { call } = await linked();
      expect(call(did)).toMatchObject({
        uniqueid: "1763636380.9",
        direction: "inbound",
        campaign_id: null,
      });
      expect(call(unknown)).toMatchObject({
        uniqueid: "1763636380.10",
        direction: null,
        campaign_id: null,
      });
    });

    test("M: a manual dial, found among the lead's dialled calls", async () => {
      await dialled({ at: AT - 4000, uniqueid: "1763632380.1", status: "NI" });
      await dialled({ at: AT + 8, uniqueid: "1763636388.2", status: "SALE" });
      await inbound({ uniqueid: "1763636380.3" });
      const id = await recording({ vicidialId: "M1120090000000000501" });
      expect((await linked()).call(id)).toMatchObject({
        uniqueid: "1763636388.2",
        direction: "outbound",
        call_status: "SALE",
      });
    });

    test("nothing: the agent's nearest call with the lead, and no call of another time or agent", async () => {
      await dialled({ at: AT - 7200, uniqueid: "1763629180.1", status: "NI" });
      await inbound({ at: AT - 30, uniqueid: "1763636350.2", status: "RESOLV" });
      await inbound({ user: "1002", uniqueid: "1763636380.3" });
      const found = await recording({ vicidialId: null });
      const empty = await recording({ vicidialId: "" });
      const farOff = await recording({ at: AT - 3600, vicidialId: null });
      const noLead = await recording({ leadId: 0, vicidialId: null });
      const { call } = await linked();
      expect(call(found)).toMatchObject({ uniqueid: "1763636350.2", call_status: "RESOLV" });
      expect(call(empty)).toMatchObject({ uniqueid: "1763636350.2" });
      expect(call(farOff)).toMatchObject({
        uniqueid: null,
        agent_user: "1001",
        agent_name: "Sarah Mitchell",
      });
      expect(call(noLead)).toMatchObject({ uniqueid: null, agent_name: "Sarah Mitchell" });
    });

    test("G: the gateway's recording under an agent is found like one that says nothing", async () => {
      await dialled({ uniqueid: "1763636380.4" });
      const id = await recording({ vicidialId: "G1120090000000000501" });
      expect((await linked()).call(id)).toMatchObject({ uniqueid: "1763636380.4" });
    });

    test("a number that no closecallid can be, and other nonsense, is as good as nothing", async () => {
      const ids = [];
      for (const vicidialId of ["99999999999999999999", "0", "1.", ".5", "' OR 1=1 --", "?.1"]) {
        ids.push(await recording({ vicidialId }));
      }
      const { call } = await linked();
      for (const id of ids)
        expect(call(id)).toMatchObject({ uniqueid: null, agent_name: "Sarah Mitchell" });
    });
  });

  describe("a link that cannot be right is rejected", () => {
    test("another lead's leg under the same closecallid", async () => {
      const leg = await inbound({ leadId: 999, uniqueid: "1763636380.1" });
      const id = await recording({ vicidialId: String(leg) });
      expect((await linked()).call(id)).toMatchObject({ uniqueid: null, campaign_id: null });
    });

    test("another lead's call under the same uniqueid; the agent's own is found by the lead", async () => {
      await dialled({ leadId: 999, uniqueid: "1763636380.1" });
      await dialled({ campaign: "RENEW", uniqueid: "1763636380.2" });
      const id = await recording({ vicidialId: "1763636380.1" });
      expect((await linked()).call(id)).toMatchObject({
        uniqueid: "1763636380.2",
        campaign_id: "RENEW",
      });
    });

    test("a leg of last month, since the log was wiped and counts again; the archive has the right one", async () => {
      const day = 24 * 60 * 60;
      const leg = await inbound({ at: AT - 30 * day, inGroup: "OLD", uniqueid: "1761000000.1" });
      await vicidial.query(
        "INSERT INTO vicidial_closer_log_archive SELECT * FROM vicidial_closer_log",
      );
      await vicidial.query(
        "UPDATE vicidial_closer_log_archive SET campaign_id = 'RIGHT', start_epoch = ?, uniqueid = '1763636380.1'",
        [AT],
      );
      const id = await recording({ vicidialId: String(leg) });
      expect((await linked()).call(id)).toMatchObject({
        campaign_id: "RIGHT",
        uniqueid: "1763636380.1",
      });
    });
  });

  test("calls that were archived are found there, by id, by uniqueid and by lead", async () => {
    const past = AT - 22 * 60 * 60 + 3 * 60 * 60;
    const leg = await inbound({ archived: true, leadId: 1, at: past, uniqueid: "1763560000.1" });
    await dialled({ archived: true, leadId: 2, at: past, uniqueid: "1763560000.2" });
    await dialled({ archived: true, leadId: 3, at: past, uniqueid: "1763560000.3" });
    const byId = await recording({ at: past, leadId: 1, vicidialId: String(leg) });
    const byUniqueid = await recording({ at: past, leadId: 2, vicidialId: "1763560000.2" });
    const byLead = await recording({ at: past, leadId: 3, vicidialId: null });
    const { call } = await linked();
    expect([byId, byUniqueid, byLead].map((id) => call(id).uniqueid)).toEqual([
      "1763560000.1",
      "1763560000.2",
      "1763560000.3",
    ]);
  });

  test("after a transfer the fronter's recording points at the closer's leg: agent and status stay the fronter's", async () => {
    await inbound({ inGroup: "FRONT", uniqueid: "1763636380.5", status: "XFER", length: 100 });
    const closer = await inbound({
      user: "1002",
      at: AT + 100,
      inGroup: "CLOSE",
      uniqueid: "1763636380.5",
      status: "SALE",
    });
    const fronters = await recording({ vicidialId: String(closer), length: 100 });
    const closers = await recording({ user: "1002", at: AT + 100, vicidialId: String(closer) });
    const { call } = await linked();
    expect(call(fronters)).toMatchObject({
      agent_user: "1001",
      campaign_id: "FRONT",
      call_status: "XFER",
    });
    expect(call(closers)).toMatchObject({
      agent_user: "1002",
      campaign_id: "CLOSE",
      call_status: "SALE",
    });
    expect(call(fronters).call_group).toBe(call(closers).call_group);
  });

  test("a transfer to another server keeps the call together", async () => {
    await dialled({ uniqueid: "1763636380.6", status: "XFER", length: 90 });
    const transfer = await rows.transfer({
      leadId: LEAD,
      at: AT + 90,
      fronter: "1001",
      closer: "1002",
      frontUniqueid: "1763636380.6",
      closeUniqueid: "1763636470.1",
    });
    const leg = await inbound({
      user: "1002",
      at: AT + 90,
      inGroup: "CLOSE",
      uniqueid: "1763636470.1",
      xfercallid: transfer,
    });
    const first = await recording({ vicidialId: "1763636380.6", length: 90 });
    const second = await recording({ user: "1002", at: AT + 90, vicidialId: String(leg) });
    const { call } = await linked();
    expect(call(second)).toMatchObject({ uniqueid: "1763636470.1", call_group: "1763636380.6" });
    expect(call(first).call_group).toBe("1763636380.6");
  });

  test("several recordings of one call on demand are one group, and none is a copy", async () => {
    await dialled({ uniqueid: "1763636380.7", length: 600 });
    const ids = [];
    for (const later of [0, 200, 400]) {
      ids.push(await recording({ at: AT + later, length: 100, vicidialId: "1763636380.7" }));
    }
    const { db, call } = await linked();
    expect(new Set(ids.map((id) => call(id).call_group))).toEqual(new Set(["1763636380.7"]));
    expect(db.prepare("SELECT count(*) AS n FROM recording WHERE state = 'skipped'").get()).toEqual(
      { n: 0 },
    );
  });

  test("a call that is not settled is looked up again, less and less often, for a day", async () => {
    await dialled({ uniqueid: "1763636380.7", status: "DISPO" });
    const id = await recording({ vicidialId: "1763636380.7" });
    const { db, source, clock, call } = await linked();
    expect(call(id)).toMatchObject({ call_status: "DISPO" });
    db.exec("DELETE FROM outbox");
    await vicidial.query("UPDATE vicidial_log SET status = 'SALE'");
    clock.now += 5 * MINUTE_MS;
    await source.look();
    expect(call(id)).toMatchObject({ call_status: "DISPO" });
    clock.now += 2 * HOUR_MS;
    await source.look();
    expect(call(id)).toMatchObject({ call_status: "SALE" });
    expect(db.prepare("SELECT kind FROM outbox").all()).toEqual([{ kind: "call" }]);
    await vicidial.query("UPDATE vicidial_log SET status = 'NI'");
    clock.now += 12 * HOUR_MS;
    await source.look();
    expect(call(id)).toMatchObject({ call_status: "SALE" });
  });

  test("a status that ViciDial does not list is passed on and named once", async () => {
    await rows.campaignStatus("HAPPY", "SALES");
    for (const [index, status] of ["ODD", "HAPPY", "SALE"].entries()) {
      const uniqueid = `1763636380.${index}`;
      await dialled({ leadId: LEAD + index, uniqueid, status });
      await recording({ leadId: LEAD + index, vicidialId: uniqueid });
    }
    const { warnings, db } = await linked();
    expect(warnings).toEqual([
      "The status ODD of SALES is in none of ViciDial's lists of statuses; it is passed on as it is.",
    ]);
    expect(db.prepare("SELECT call_status FROM recording ORDER BY recording_id").all()).toEqual([
      { call_status: "ODD" },
      { call_status: "HAPPY" },
      { call_status: "SALE" },
    ]);
  });

  test("many recordings that must be found by their lead are spread over looks", async () => {
    for (let n = 0; n < 150; n += 1) await recording({ at: AT + n, leadId: 1000 + n });
    const { db, source } = await linked({ files: allThere });
    const unlinked = () =>
      db.prepare("SELECT count(*) AS n FROM recording WHERE linked_at IS NULL").get();
    expect(unlinked()).toEqual({ n: 50 });
    await source.look();
    expect(unlinked()).toEqual({ n: 0 });
  });
});

function callOf(db: ReturnType<typeof openSource>["db"], id: number): Record<string, unknown> {
  const row = db
    .prepare(
      "SELECT uniqueid, call_group, direction, agent_user, agent_name, campaign_id, call_status FROM recording WHERE recording_id = ?",
    )
    .get(String(id));
  return { ...row };
}
