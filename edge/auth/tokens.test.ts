import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";

import { apiErrorSchema } from "#shared/contracts/api-error.ts";

import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { testApp } from "../testing/test-app.ts";
import { createSecret } from "./secrets.ts";

const app = testApp();
let site: SeededSite;
beforeAll(async () => {
  site = await seedSite("nordwind");
});

const get = (path: string, authorization?: string) =>
  app.request(
    path,
    authorization === undefined ? {} : { headers: { Authorization: authorization } },
  );
const errorCode = async (response: Response) =>
  apiErrorSchema.parse(await response.json()).error.code;

describe("the bare liveness path", () => {
  test("answers anyone, and says nothing else", async () => {
    const response = await get("/live");
    expect(await response.json()).toEqual({ status: "ok" });
  });
});

describe.each([
  "/ingest/settings",
  "/api/qa/health",
  "/api/nothing",
  "/ingest/nothing",
  "/nothing",
])("%s without authority", (path) => {
  test.each([
    ["no token", undefined],
    ["another scheme", "Basic bmlnaHQ6c2hpZnQ="],
    ["something that is no token", "Bearer ' OR 1=1 --"],
    ["an unknown token", `Bearer ${createSecret("ingest")}`],
    ["an empty token", "Bearer "],
  ])("%s is refused", async (_, authorization) => {
    const response = await get(path, authorization);
    expect(response.status).toBe(401);
    expect(response.headers.get("WWW-Authenticate")).toContain("Bearer");
    expect(await errorCode(response)).toBe("unauthorized");
  });
});

describe("a token", () => {
  test("of scope ingest reaches what agents need, and nothing else", async () => {
    const authorization = `Bearer ${site.ingestToken}`;
    expect((await get("/ingest/settings", authorization)).status).toBe(200);
    const refused = await get("/api/qa/health", authorization);
    expect(refused.status).toBe(403);
    expect(await errorCode(refused)).toBe("wrong_scope");
  });

  test("of scope read reaches the API, and nothing else", async () => {
    const authorization = `Bearer ${site.readToken}`;
    expect((await get("/api/qa/health", authorization)).status).toBe(200);
    const refused = await get("/ingest/settings", authorization);
    expect(refused.status).toBe(403);
    expect(await errorCode(refused)).toBe("wrong_scope");
  });

  test("that was revoked is as unknown as any other", async () => {
    const { readToken } = await seedSite("revoked");
    await env.DB.prepare("UPDATE access_token SET revoked_at = 1 WHERE site_id = 'revoked'").run();
    expect((await get("/api/qa/health", `Bearer ${readToken}`)).status).toBe(401);
  });

  test("is stored as a hash only", async () => {
    const { results } = await env.DB.prepare("SELECT * FROM access_token").all();
    expect(JSON.stringify(results)).not.toContain(site.ingestToken);
  });

  test("finds 404 in the usual shape where nothing is", async () => {
    for (const [path, token] of [
      ["/ingest/nothing", site.ingestToken],
      ["/api/nothing", site.readToken],
    ] as const) {
      const response = await get(path, `Bearer ${token}`);
      expect(response.status).toBe(404);
      expect(await errorCode(response)).toBe("not_found");
    }
  });
});

describe("every answer", () => {
  test("forbids scripts, frames, referrers and caching by others", async () => {
    const { headers } = await get("/api/qa/health", `Bearer ${site.readToken}`);
    expect(headers.get("Content-Security-Policy")).toContain("default-src 'none'");
    expect(headers.get("Content-Security-Policy")).toContain("style-src 'self'");
    expect(headers.get("Content-Security-Policy")).toMatch(/script-src 'nonce-[\w+/=]{16,}';/);
    expect(headers.get("X-Frame-Options")).toBe("DENY");
    expect(headers.get("Referrer-Policy")).toBe("no-referrer");
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Cache-Control")).toBe("private, max-age=15");
    expect(headers.get("Vary")).toContain("Authorization");
  });

  test("that names calls is kept nowhere", async () => {
    const { headers } = await get("/api/qa/calls", `Bearer ${site.readToken}`);
    expect(headers.get("Cache-Control")).toBe("no-store");
  });

  test("that refuses has the same headers", async () => {
    const { headers } = await get("/api/qa/health");
    expect(headers.get("X-Frame-Options")).toBe("DENY");
    expect(headers.get("Cache-Control")).toBe("no-store");
  });
});
