import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";

import { meterRows } from "../testing/intercept-database.ts";
import { seedLink, spendLink } from "../testing/seed-link.ts";
import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { testApp } from "../testing/test-app.ts";
import { createSecret } from "./secrets.ts";

const NOW_MS = Date.parse("2026-11-24T06:00:00Z");
const meter = meterRows(env.DB);
const app = testApp(NOW_MS, { DB: meter.binding });
let site: SeededSite;
beforeAll(async () => {
  site = await seedSite("nordwind");
});

const ask = (address: string, headers: Record<string, string>, path = "/api/qa/health") =>
  app.request(path, { headers: { "CF-Connecting-IP": address, ...headers } });
const wrong = () => ({ Authorization: `Bearer ${createSecret("read")}` });

/** Fails until it is told to stop, or `most` times; answers with the statuses. */
async function guess(attempt: () => Promise<Response>, most = 100): Promise<number[]> {
  const statuses: number[] = [];
  while (statuses.length < most && statuses.at(-1) !== 429) statuses.push((await attempt()).status);
  return statuses;
}

describe("guessing tokens", () => {
  test("is stopped for a minute after sixty of them, and costs no row", async () => {
    const before = [meter.rowsRead(), meter.rowsWritten()];
    const statuses = await guess(() => ask("192.0.2.1", wrong()));
    expect(statuses).toHaveLength(61);
    expect(statuses.slice(0, 60).every((status) => status === 401)).toBe(true);
    expect([meter.rowsRead(), meter.rowsWritten()]).toEqual(before);
    const refused = await ask("192.0.2.1", wrong());
    expect(refused.headers.get("Retry-After")).toBe("60");
    expect(await refused.json()).toMatchObject({ error: { code: "too_many_failures" } });
  });

  test("does not lock out a good token, of the same address or of another", async () => {
    const good = { Authorization: `Bearer ${site.readToken}` };
    expect((await ask("192.0.2.1", wrong())).status).toBe(429);
    expect((await ask("192.0.2.1", good)).status).toBe(200);
    expect((await ask("192.0.2.2", good)).status).toBe(200);
    expect((await ask("192.0.2.2", wrong())).status).toBe(401);
  });

  test("at the agent's door is stopped as well", async () => {
    const statuses = await guess(() => ask("192.0.2.3", wrong(), "/ingest/settings"));
    expect(statuses).toHaveLength(61);
  });

  test("of sessions too", async () => {
    const statuses = await guess(() =>
      ask("192.0.2.4", { Cookie: `__Host-nightshift_session=${createSecret("session")}` }),
    );
    expect(statuses).toHaveLength(61);
  });

  test("is not what somebody does who sends none", async () => {
    const statuses = await guess(() => ask("192.0.2.5", {}), 70);
    expect(statuses.every((status) => status === 401)).toBe(true);
  });
});

describe("guessing sign-in links", () => {
  test("is stopped, while a good link still signs in", async () => {
    const code = await seedLink("nordwind", { usesLeft: 1, expiresAtMs: NOW_MS + 1000 });
    const open = (secret: string) => ask("192.0.2.6", {}, `/sign-in?code=${secret}`);
    const signIn = (secret: string) => spendLink(app, secret, { "CF-Connecting-IP": "192.0.2.6" });
    const statuses = await guess(() => open(createSecret("link")));
    expect(statuses).toHaveLength(61);
    expect((await signIn(createSecret("link"))).status).toBe(429);
    expect((await open(code)).status).toBe(200);
    expect((await signIn(code)).status).toBe(303);
    expect((await signIn(code)).status).toBe(429);
  });
});

// Hundreds of requests: on a busy machine they take their time.
test("many addresses together are stopped as one", { timeout: 120_000 }, async () => {
  const statuses: number[] = [];
  for (let round = 0; round < 30 && !statuses.includes(429); round++) {
    const guesses = Array.from({ length: 50 }, (_, at) => ask(`198.51.${round}.${at}`, wrong()));
    statuses.push(...(await Promise.all(guesses)).map((response) => response.status));
  }
  expect(statuses.at(-1)).toBe(429);
  const good = { Authorization: `Bearer ${site.readToken}` };
  expect((await ask("198.51.100.1", good)).status).toBe(200);
});
