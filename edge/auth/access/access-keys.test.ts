import { beforeEach, describe, expect, test } from "vitest";

import { AccessKeys, AccessKeysUnavailable } from "./access-keys.ts";
import { verifyAccessToken } from "./access-token.ts";
import { accessTeam, AUDIENCE, TEAM_URL, type AccessTeam } from "./testing/access-team.ts";

const START_MS = Date.parse("2026-11-24T08:00:00Z");
const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;
const SETTINGS = { teamUrl: TEAM_URL, audiences: [AUDIENCE], groupRoles: new Map() };

let team: AccessTeam;
let nowMs: number;
let keys: AccessKeys;
beforeEach(async () => {
  team = await accessTeam();
  nowMs = START_MS;
  keys = new AccessKeys({ fetch: team.fetch, now: () => nowMs, timeoutMs: 50 });
});

/** `in`, `refused`, or that it cannot be told. */
async function check(token: string): Promise<string> {
  try {
    return (await verifyAccessToken(token, SETTINGS, keys, nowMs)) === null ? "refused" : "in";
  } catch (thrown) {
    if (thrown instanceof AccessKeysUnavailable) return "unavailable";
    throw thrown;
  }
}
const checkNew = async (header?: { kid: string }) => check(await team.token(nowMs, {}, header));

describe("the keys of a team", () => {
  test("are fetched once an hour", async () => {
    for (let minute = 0; minute < 60; minute++) {
      nowMs = START_MS + minute * 60 * SECOND_MS;
      expect(await checkNew()).toBe("in");
    }
    expect(team.asked()).toBe(1);
    nowMs = START_MS + HOUR_MS;
    expect(await checkNew()).toBe("in");
    expect(team.asked()).toBe(2);
  });

  test("are fetched again for a key that is new, while tokens of the old one still hold", async () => {
    const old = await team.token(nowMs);
    expect(await check(old)).toBe("in");
    await team.rotate();
    nowMs += 31 * SECOND_MS;
    expect(await checkNew()).toBe("in");
    expect(await check(old)).toBe("in");
    expect(team.asked()).toBe(2);
    await team.rotate({ dropOld: true });
    nowMs += HOUR_MS - 60 * SECOND_MS;
    expect(await checkNew()).toBe("in");
    expect(await check(old)).toBe("refused");
  });

  test("are not fetched for every key id that somebody invents", async () => {
    expect(await checkNew()).toBe("in");
    nowMs += 31 * SECOND_MS;
    for (let tried = 0; tried < 20; tried++) {
      expect(await checkNew({ kid: `invented-${tried}` })).toBe("refused");
    }
    expect(team.asked()).toBe(2);
    expect(await checkNew()).toBe("in");
  });

  test("are not asked for at all by a token of another algorithm", async () => {
    expect(await check("eyJhbGciOiJub25lIn0.e30.")).toBe("refused");
    expect(await check("rubbish")).toBe("refused");
    expect(team.asked()).toBe(0);
  });
});

describe("an address of keys that is away", () => {
  test.each<[string, () => Promise<Response>]>([
    ["down", () => Promise.reject(new Error("connect"))],
    ["silent", () => new Promise<Response>(() => undefined)],
    ["slow in the middle", async () => new Response(new ReadableStream())],
    ["failing", async () => new Response("{}", { status: 500 })],
    ["leading elsewhere", async () => Response.redirect("https://evil.example/", 302)],
    ["answering a page", async () => new Response("<html>")],
    ["answering no keys", async () => Response.json({ keys: [] })],
    ["answering other keys", async () => Response.json({ keys: [{ kty: "oct", k: "c2VjcmV0" }] })],
    ["answering without end", async () => new Response("x".repeat(20_000_000))],
  ])("%s: it cannot be told, and is asked again after half a minute", async (_, answer) => {
    team.answer(answer);
    const token = await team.token(nowMs);
    expect(await check(token)).toBe("unavailable");
    expect(await check(token)).toBe("unavailable");
    expect(team.asked()).toBe(1);
    team.answer("right");
    nowMs += 31 * SECOND_MS;
    expect(await check(token)).toBe("in");
  });

  test("serving keys that are none is not held against the token", async () => {
    const broken = { kty: "RSA", alg: "RS256", use: "sig", kid: "key-1", n: "AQAB", e: "AQAB" };
    team.answer(async () => Response.json({ keys: [broken] }));
    expect(await checkNew()).toBe("unavailable");
  });

  test("lets known keys go on for a day, and no longer", async () => {
    expect(await checkNew()).toBe("in");
    team.answer(() => Promise.reject(new Error("connect")));
    nowMs = START_MS + 23 * HOUR_MS;
    expect(await checkNew()).toBe("in");
    expect(await checkNew()).toBe("in");
    expect(team.asked()).toBe(2);
    nowMs = START_MS + 24 * HOUR_MS;
    expect(await checkNew()).toBe("unavailable");
  });

  test("is asked by each of several requests that a new isolate begins with", async () => {
    const token = await team.token(nowMs);
    expect(await Promise.all([check(token), check(token), check(token)])).toEqual([
      "in",
      "in",
      "in",
    ]);
  });
});
