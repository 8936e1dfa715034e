import { DatabaseSync } from "node:sqlite";

import { describe, expect, test } from "vitest";

import { SourceError } from "../source.ts";
import { describeError, isPassing, withoutNumbers } from "./describe-error.ts";

describe("what could be a phone number never gets through", () => {
  test.each([
    "ENOENT: no such file or directory, open '/r/20261120-101500_447700900123-all.wav'",
    "open '/r/+44-7700-900123.wav'",
    "open '/r/(770) 090-0123.wav'",
    "open '/r/07700 900123.wav'",
    "open '/r/0049 770 090 0123.wav'",
  ])("%s", (message) => {
    expect(withoutNumbers(message).replaceAll(/\D/g, "")).not.toMatch(/900123|0900123/);
    expect(withoutNumbers(message)).toContain("…");
  });
});

test.each([
  "connect ECONNREFUSED 192.168.100.200:3306",
  "The recordings from 2026-11-24 are there.",
  "It has not ended after 600 s.",
  "The edge cannot answer now (503).",
])("other numbers stay: %s", (message) => {
  expect(withoutNumbers(message)).toBe(message);
});

test("what was said is not quoted from broken JSON", () => {
  const error = caught(() => JSON.parse('{"text": hello my card is'));
  expect(String(error)).toContain("hello");
  expect(JSON.stringify(describeError(error))).not.toContain("hello");
});

test("causes are told, and control characters are not", () => {
  const cause = new Error("connect\u001b[31m refused", { cause: new Error("port 447700900123") });
  expect(describeError(new Error("It failed.", { cause }))).toEqual({
    code: "unexpected",
    message: "It failed.",
    cause: "connect [31m refused ← port …",
  });
});

describe("codes", () => {
  test("of SQLite", () => {
    const db = new DatabaseSync(":memory:");
    db.exec("PRAGMA max_page_count = 2; CREATE TABLE t (x)");
    const full = caught(() => db.exec("INSERT INTO t VALUES (zeroblob(100000))"));
    expect(describeError(full).code).toBe("disk_full");
    expect(isPassing(full)).toBe(true);
    expect(isPassing(caught(() => db.exec("SELECT nonsense")))).toBe(false);
  });
  test("of sources, of our own errors, of the system, and of anything", () => {
    const own = Object.assign(new Error("x"), { code: "edge_away" });
    const system = Object.assign(new Error("x"), { code: "ENOSPC" });
    const codes = [new SourceError("x"), own, system, "x"].map(
      (error) => describeError(error).code,
    );
    expect(codes).toEqual(["source_unreadable", "edge_away", "disk_full", "unexpected"]);
  });
});

function caught(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
