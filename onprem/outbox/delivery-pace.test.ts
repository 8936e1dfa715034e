import { describe, expect, test } from "vitest";

import { openDatabase } from "../queue/open-database.ts";
import { NOON, openTestQueue } from "../testing/queue-fixture.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { deliveryPauseMs, resetPace, slowDelivery } from "./delivery-pace.ts";
import { EdgeRefusedError, EdgeUnavailableError } from "./edge-errors.ts";

const EDGE = { url: "https://edge.example", token: "ns_ingest_secret" };
const AWAY = new EdgeUnavailableError("away");
const REVOKED = new EdgeRefusedError("no such token", { kind: "token", status: 401 });
const MINUTE_MS = 60_000;
const noJitter = () => 0;

describe("after failures in a row the outbox waits", () => {
  test("longer each time, ten minutes in the end, also for weeks", () => {
    const db = openTestQueue();
    const delays = Array.from({ length: 5000 }, () => slowDelivery(db, EDGE, AWAY, NOON, noJitter));
    expect(delays.slice(0, 4)).toEqual([2000, 4000, 8000, 16_000]);
    expect(delays.at(-1)).toBe(10 * MINUTE_MS);
    expect(deliveryPauseMs(db, EDGE, NOON)).toBe(10 * MINUTE_MS);
    expect(deliveryPauseMs(db, EDGE, NOON + 10 * MINUTE_MS)).toBe(0);
  });

  test("a while more or less by chance, but never sooner than the edge asked", () => {
    const db = openTestQueue();
    expect(slowDelivery(db, EDGE, AWAY, NOON, () => 1)).toBe(1000);
    const busy = new EdgeUnavailableError("busy", { retryAfterMs: 120_000 });
    expect(slowDelivery(db, EDGE, busy, NOON, noJitter)).toBe(120_000);
    expect(slowDelivery(db, EDGE, busy, NOON, () => 1)).toBe(132_000);
  });

  test("a quarter of an hour when a person must mend the token", () => {
    const db = openTestQueue();
    expect(slowDelivery(db, EDGE, REVOKED, NOON, noJitter)).toBe(15 * MINUTE_MS);
  });
});

test("a restart, or a hundred, changes nothing about it", () => {
  const folder = tempFolder();
  const first = openDatabase(folder);
  slowDelivery(first, EDGE, REVOKED, NOON, noJitter);
  first.close();
  const second = openDatabase(folder);
  expect(deliveryPauseMs(second, EDGE, NOON + MINUTE_MS)).toBe(14 * MINUTE_MS);
  second.close();
});

test("another token or address is tried at once, and nothing of the token is kept", () => {
  const db = openTestQueue();
  slowDelivery(db, EDGE, REVOKED, NOON, noJitter);
  expect(deliveryPauseMs(db, { ...EDGE, token: "ns_ingest_new" }, NOON)).toBe(0);
  expect(deliveryPauseMs(db, { ...EDGE, url: "https://other.example" }, NOON)).toBe(0);
  expect(JSON.stringify(db.prepare("SELECT * FROM cursor").all())).not.toContain("secret");
});

test("a success ends it, and so does a clock that was set back", () => {
  const db = openTestQueue();
  slowDelivery(db, EDGE, AWAY, NOON, noJitter);
  expect(deliveryPauseMs(db, EDGE, NOON - 365 * 24 * 60 * MINUTE_MS)).toBe(0);
  resetPace(db);
  expect(deliveryPauseMs(db, EDGE, NOON)).toBe(0);
  expect(slowDelivery(db, EDGE, AWAY, NOON, noJitter)).toBe(2000);
});
