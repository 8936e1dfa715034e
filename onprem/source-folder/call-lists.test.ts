import { rmSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { claimRecording } from "../queue/claim-recording.ts";
import { recordingsFolder } from "../testing/recordings-folder.ts";

const NAME = "20261120-103108_447700900123-all.wav";
const OTHER = "20261120-110000_447700900124-all.wav";
const lease = { owner: "run-1", bootId: "boot-1", durationMs: 60_000 };

describe("calls.csv beside the recordings", () => {
  test("gives identity, agent, campaign, status, direction and group; empty cells are unknown", async () => {
    const site = recordingsFolder({
      [NAME]: "",
      "calls.csv": `filename,recording_id,uniqueid,agent_user,agent_name,campaign_id,call_status,direction,call_group\n${NAME},1001,17.5,1001,"Mitchell, Sarah",SUPPORT_IN,,Inbound,g1\n`,
    });
    await site.look();
    expect(site.rows()).toMatchObject([
      {
        recording_id: "1001",
        uniqueid: "17.5",
        agent_name: "Mitchell, Sarah",
        campaign_id: "SUPPORT_IN",
        call_status: null,
        direction: "inbound",
        call_group: "g1",
        priority: 5,
      },
    ]);
  });

  test("the nearest list that names a recording counts; the list at the root may give paths", async () => {
    const site = recordingsFolder({
      [`day/${NAME}`]: "",
      [`day/${OTHER}`]: "",
      "calls.csv": `filename,agent_user\n${NAME},root\nday/${OTHER},root\n`,
      "day/calls.csv": `filename,agent_user\n${NAME},day\n`,
    });
    await site.look();
    expect(site.rows().map((row) => row.agent_user)).toEqual(["day", "root"]);
  });

  test("a list that comes after its recordings, or grows, completes what is still waiting, queued once", async () => {
    const site = recordingsFolder({ [NAME]: "", [OTHER]: "" });
    await site.look();
    const before = site.rows().map((row) => row.recording_id);
    site.put("calls.csv", `filename,recording_id,agent_user\n${NAME},1001,1001\n`);
    expect(await site.look(60)).toEqual({ found: 0, warnings: [] });
    site.put(
      "calls.csv",
      `filename,recording_id,agent_user,campaign_id\n${NAME},1001,1001,\n${OTHER},1002,1002,SUPPORT_IN\n`,
    );
    expect(await site.look(60)).toEqual({ found: 0, warnings: [] });
    expect(site.rows()).toMatchObject([
      { recording_id: before[0], uniqueid: "1001", agent_user: "1001", state: "pending" },
      { recording_id: before[1], uniqueid: "1002", agent_user: "1002", priority: 5 },
    ]);
    expect(site.db.prepare("SELECT count(*) AS n FROM outbox").get()).toEqual({ n: 2 });
  });

  test("a recording that was claimed meanwhile is left as it is, and a list that goes takes nothing back", async () => {
    const site = recordingsFolder({
      [NAME]: "",
      [OTHER]: "",
      "calls.csv": `filename,agent_user\n${OTHER},1002\n`,
    });
    await site.look();
    claimRecording(site.db, lease, Date.now());
    site.put("calls.csv", `filename,agent_user\n${NAME},1001\n`);
    await site.look(60);
    rmSync(join(site.folder, "calls.csv"));
    await site.look(60);
    expect(site.rows()).toMatchObject([
      { state: "transcribing", agent_user: null },
      { state: "pending", agent_user: "1002" },
    ]);
  });

  test("a bad list is a warning without what it holds, and the recordings still count", async () => {
    const site = recordingsFolder({ [NAME]: "", "calls.csv": `filename\n"${OTHER}\n${NAME}\n` });
    const { found, warnings } = await site.look();
    expect(found).toBe(1);
    expect(warnings).toEqual([expect.stringContaining("line 2: a quote is opened")]);
    expect(warnings.join("")).not.toContain("7700");
  });
});
