import { beforeAll, beforeEach, describe, expect, test } from "vitest";

import { admitRecordings } from "../queue/admit-recordings.ts";
import { whyNoMariaDb } from "../testing/install-mariadb.ts";
import { startMariaDb, type TestMariaDb } from "../testing/mariadb.ts";
import {
  CENTRE_NOON_SEC,
  filesBy,
  freshCentre,
  oldFile,
  openSource,
} from "../testing/vicidial-fixture.ts";
import { completeness, isStereoCode } from "./stereo-code.ts";

const AT = CENTRE_NOON_SEC - 3 * 60 * 60;
const CALL = { leadId: 501, vicidialId: "1763636380.7" };

test("stereo codes are told from the telephones that extensions usually are", () => {
  const codes =
    "SPACBC SPACCO SPACCM SACBC SACCO SACCM SPCO SPCM SPFR SPACI SACIBC SPCOR SPFRR".split(" ");
  expect(codes.filter((code) => !isStereoCode(code))).toEqual([]);
  for (const extension of ["8600051", "SIP/1001", "SALES", "S", "SP", "SCO1", "", null]) {
    expect(isStereoCode(extension)).toBe(false);
  }
  const order = ["SPFR", "SACBC", undefined, "SPCO"].map((code) => completeness(code));
  expect(order).toEqual(order.toSorted((a, b) => b - a));
  expect(new Set(order).size).toBe(4);
});

describe.skipIf(whyNoMariaDb() !== null)("copies of a call", () => {
  let server: TestMariaDb;
  let rows: Awaited<ReturnType<typeof freshCentre>>["rows"];
  beforeAll(async () => {
    server = await startMariaDb();
    return server.dispose;
  });
  beforeEach(async () => {
    ({ rows } = await freshCentre(server));
    await rows.agent("1001", "Sarah Mitchell");
    await rows.agent("1002", "Tom Becker");
    await rows.outboundCall({
      leadId: 501,
      user: "1001",
      at: AT,
      campaign: "SALES",
      uniqueid: CALL.vicidialId,
      length: 300,
    });
  });

  /** States after two looks, the queue admitting between them; files are there unless `missing` names their rows. */
  const looked = async (missing: readonly number[] = []) => {
    const { db, source, clock } = openSource(server, {
      files: filesBy(async (id, ref) =>
        missing.includes(Number(id))
          ? { found: false, reason: "Not there yet.", gone: false }
          : { found: true, file: oldFile(ref) },
      ),
    });
    for (let look = 0; look < 2; look += 1) {
      await source.look();
      admitRecordings(db, { stableMs: 600_000, lostAfterMs: 1e9 }, clock.now);
      clock.now += 60_000;
    }
    return db
      .prepare(
        "SELECT recording_id, state, reason_code, reason FROM recording ORDER BY recording_id",
      )
      .all();
  };
  const recording = (extension: string | undefined, later = 0, length = 300, user = "1001") =>
    rows.recording({
      ...CALL,
      user,
      at: AT + later,
      length,
      ...(extension === undefined ? {} : { extension }),
    });

  test("the full stereo recording is heard; mix and sides end as its duplicates, with its id", async () => {
    const mix = await recording(undefined);
    const customer = await recording("SPCO", 2, 296);
    const muted = await recording("SPCM", 2, 296);
    const full = await recording("SPFR", 1, 298);
    const agents = await recording("SACBC", 2, 290);
    const states = await looked();
    expect(
      states.filter(({ state }) => state === "pending").map((row) => row.recording_id),
    ).toEqual([String(full)]);
    for (const id of [mix, customer, muted, agents]) {
      expect(states).toContainEqual({
        recording_id: String(id),
        state: "skipped",
        reason_code: "duplicate",
        reason: `The same call was recorded more completely as ${full}.`,
      });
    }
  });

  test("without a stereo recording of both sides the mix is heard", async () => {
    const mix = await recording(undefined);
    await recording("SPCO");
    const states = await looked();
    expect(states.map(({ state }) => state)).toEqual(["pending", "skipped"]);
    expect(states[1]?.reason).toContain(String(mix));
  });

  test("sides alone are both heard: neither is the other's copy", async () => {
    await recording("SPCO");
    await recording("SPCM");
    expect((await looked()).map(({ state }) => state)).toEqual(["pending", "pending"]);
  });

  test("a copy is kept until the better one's file is there", async () => {
    await recording(undefined);
    const full = await recording("SPFR");
    expect((await looked([full])).map(({ state }) => state)).toEqual(["pending", "waiting_file"]);
  });

  test("what the better one does not hold is no copy: another part of the call, another agent", async () => {
    await recording("SACBC", 0, 60);
    await recording(undefined, 100, 200);
    await recording(undefined, 0, 60, "1002");
    expect((await looked()).map(({ state }) => state)).toEqual(["pending", "pending", "pending"]);
  });
});
