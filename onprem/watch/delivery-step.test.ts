import { expect, onTestFinished, test } from "vitest";

import { createEdgeClient } from "../outbox/edge-client.ts";
import { composeStatus } from "../status/compose-status.ts";
import { createLogger } from "../telemetry/logger.ts";
import { NOON, openTestQueue, queueRecordings } from "../testing/queue-fixture.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { createDeliveryStep } from "./delivery-step.ts";
import { noteStageFailure, noteStageSuccess, readStageHealth } from "./stage-health.ts";

/** Nobody listens there. */
const edgeConfig = {
  url: "http://127.0.0.1:9",
  token: "token-of-the-site",
  confirmAfterMs: 180_000,
};

function step() {
  const db = openTestQueue();
  const edge = createEdgeClient({
    ...edgeConfig,
    retries: 0,
    signal: new AbortController().signal,
  });
  onTestFinished(() => edge.close());
  const deliver = createDeliveryStep({
    db,
    edge,
    config: { edge: edgeConfig, site: { id: "site-1", timeZone: "Europe/London" } },
    log: createLogger("error"),
    now: () => NOON,
    random: () => 0,
  });
  return { db, deliver: () => deliver(new AbortController().signal) };
}

function edgeAsShown(db: ReturnType<typeof openTestQueue>) {
  const facts = {
    siteId: "site-1",
    timeZone: "Europe/London",
    stateFolder: tempFolder(),
    minFreeBytes: 0,
    night: { start: "22:00", end: "07:00" },
    language: "en",
    agentVersion: "0.1.0",
  };
  return composeStatus(db, facts, NOON).last_success.edge;
}

test("with nothing to send the edge is not asked, and does not count as reached", async () => {
  const { db, deliver } = step();
  expect(await deliver()).toEqual({ isIdle: true });
  expect(edgeAsShown(db)).toEqual({ at: null, problem: null });
});

test("what was wrong is of no matter any more when somebody else has sent the rest", async () => {
  const { db, deliver } = step();
  queueRecordings(db, "1001");
  const error = await deliver().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "edge_away" });
  noteStageFailure(db, "delivery", error, NOON);
  expect(edgeAsShown(db).problem).toMatch(/cannot be reached/);
  db.exec("DELETE FROM outbox");
  await deliver();
  expect(readStageHealth(db, "delivery")).toEqual({ last_success_at: null, error: null });
});

test("a heartbeat that the edge took is a time at which it was reached", () => {
  const { db } = step();
  noteStageSuccess(db, "delivery", NOON - 3_600_000);
  noteStageSuccess(db, "heartbeat", NOON - 60_000);
  expect(edgeAsShown(db)).toEqual({ at: new Date(NOON - 60_000).toISOString(), problem: null });
});
