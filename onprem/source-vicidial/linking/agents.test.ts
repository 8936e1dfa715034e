import type { Connection } from "mysql2/promise";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";

import { whyNoMariaDb } from "../../testing/install-mariadb.ts";
import { startMariaDb, type TestMariaDb } from "../../testing/mariadb.ts";
import {
  CENTRE_NOON_SEC,
  freshCentre,
  noneThere,
  openSource,
  rootSettings,
} from "../../testing/vicidial-fixture.ts";
import type { VicidialSourceOptions } from "../vicidial-source.ts";

const AT = CENTRE_NOON_SEC - 3 * 60 * 60;
const MINUTE_MS = 60_000;

describe.skipIf(whyNoMariaDb() !== null)("agents", () => {
  let server: TestMariaDb;
  let rows: Awaited<ReturnType<typeof freshCentre>>["rows"];
  let vicidial: Connection;
  beforeAll(async () => {
    server = await startMariaDb();
    return server.dispose;
  });
  beforeEach(async () => {
    ({ rows, vicidial } = await freshCentre(server));
    await rows.agent("1001", "Sarah Mitchell");
  });

  const linked = async (change: Partial<VicidialSourceOptions> = {}) => {
    const opened = openSource(server, change);
    await opened.source.look();
    return opened;
  };
  const agentsOf = (db: Awaited<ReturnType<typeof linked>>["db"]) =>
    db.prepare("SELECT recording_id, agent_user, agent_name FROM recording").all();

  describe("recordings that are no agent's", () => {
    test.each([
      ["a survey or answering-machine detection", "VDAD"],
      ["the gateway server", "GATEWAY"],
      ["a dialled number", "8005550199"],
      ["an account code", "ACCT77"],
      ["a name from the configuration", "trainer"],
      ["a name beyond what ViciDial's column can hold", "agent\u{1F4A5}"],
    ])("%s", async (_, user) => {
      if (user === "trainer" || user === "VDAD") await rows.agent(user, "Somebody");
      if (user.length > 6 && user.startsWith("agent")) {
        await vicidial.query(
          "ALTER TABLE recording_log MODIFY user VARCHAR(20) CHARACTER SET utf8mb4",
        );
        await vicidial.query("SET NAMES utf8mb4");
      }
      const id = await rows.recording({ user, at: AT, leadId: 0 });
      const { db } = await linked({
        config: {
          database: rootSettings(server),
          overlapIds: 1000,
          firstDays: 1,
          notAgents: ["Trainer"],
        },
      });
      expect(db.prepare("SELECT state, reason_code FROM recording").get()).toEqual({
        state: "skipped",
        reason_code: "not_an_agent",
      });
      expect(db.prepare("SELECT recording_id, kind FROM outbox").all()).toEqual([
        { recording_id: String(id), kind: "call" },
      ]);
    });

    test("nobody is judged while ViciDial has no users at all", async () => {
      await vicidial.query("TRUNCATE vicidial_users");
      await rows.recording({ user: "1001", at: AT });
      const { db, source, clock } = openSource(server);
      await expect(source.look()).rejects.toThrow(/vicidial_users is empty.*again in \d+ s/);
      expect(db.prepare("SELECT state FROM recording").get()).toEqual({ state: "found" });
      await rows.agent("1001", "Sarah Mitchell");
      clock.now += MINUTE_MS;
      await source.look();
      expect(agentsOf(db)).toMatchObject([{ agent_name: "Sarah Mitchell" }]);
    });

    test("not before the call is over, since the user comes late", async () => {
      const id = await rows.recording({
        user: "VDAD",
        at: CENTRE_NOON_SEC - 60,
        length: null,
        location: null,
      });
      const { db, source, clock } = await linked({ files: noneThere });
      expect(db.prepare("SELECT state FROM recording").get()).toEqual({ state: "waiting_file" });
      await vicidial.query(
        "UPDATE recording_log SET user = '1001', end_epoch = ? WHERE recording_id = ?",
        [CENTRE_NOON_SEC, id],
      );
      clock.now += 5 * MINUTE_MS;
      await source.look();
      expect(agentsOf(db)).toEqual([
        { recording_id: String(id), agent_user: "1001", agent_name: "Sarah Mitchell" },
      ]);
    });

    test("a user that differs in case or accents is the user", async () => {
      await rows.agent("josé", "José Núñez");
      const id = await rows.recording({ user: "JOSE", at: AT });
      const { db } = await linked();
      expect(agentsOf(db)).toEqual([
        { recording_id: String(id), agent_user: "JOSE", agent_name: "José Núñez" },
      ]);
    });
  });
});
