import { beforeAll, describe, expect, test } from "vitest";

import callBatch from "#shared/contracts/fixtures/call-batch.json" with { type: "json" };
import heartbeat from "#shared/contracts/fixtures/heartbeat.json" with { type: "json" };
import transcriptBatch from "#shared/contracts/fixtures/transcript-batch.json" with { type: "json" };

import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { rows } from "../testing/table-rows.ts";
import { jsonPost, testApp } from "../testing/test-app.ts";

let site: SeededSite;
beforeAll(async () => {
  site = await seedSite("nordwind");
});

describe("the messages of the contract are taken in", () => {
  const app = testApp();

  test("calls", async () => {
    const response = await app.request("/ingest/calls", jsonPost(site.ingestToken, callBatch));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      results: ["184201", "184202", "184203"].map((recording_id, index) => ({
        index,
        recording_id,
        result: "accepted",
        reason: null,
      })),
    });
  });

  test("transcripts, whose jobs are worked on at once", async () => {
    const response = await app.request(
      "/ingest/transcripts",
      jsonPost(site.ingestToken, transcriptBatch),
    );
    expect(response.status).toBe(200);
    expect(await rows("SELECT recording_id, transcript_version, state FROM scoring_job")).toEqual([
      { recording_id: "184201", transcript_version: 1, state: "due" },
    ]);
    expect(app.wakes()).toBe(1);
  });

  test("heartbeat", async () => {
    const response = await app.request("/ingest/heartbeat", jsonPost(site.ingestToken, heartbeat));
    expect(response.status).toBe(204);
    expect(await rows("SELECT site_id FROM agent_heartbeat")).toEqual([{ site_id: "nordwind" }]);
  });
});
