import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { apiErrorSchema } from "#shared/contracts/api-error.ts";

import { createSecret } from "../auth/secrets.ts";
import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { signedIn } from "../testing/signed-in.ts";
import { testApp } from "../testing/test-app.ts";

let site: SeededSite;
let admin: string;
beforeAll(async () => {
  site = await seedSite("nordwind");
  admin = await signedIn("nordwind", "admin");
});

const logged: string[] = [];
beforeEach(() => {
  logged.length = 0;
  vi.spyOn(console, "log").mockImplementation((line: string) => void logged.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A database that fails as D1 does, once authority was proven. */
function brokenDatabase(message: string): D1Database {
  let statements = 0;
  return new Proxy(env.DB, {
    get(target, property) {
      if (property === "prepare") {
        return (query: string) => {
          statements += 1;
          if (statements > 1) throw new Error(message);
          return target.prepare(query);
        };
      }
      const value: unknown = Reflect.get(target, property);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

type Failure = {
  path: string;
  init?: () => RequestInit;
  status: number;
  code: string;
  db?: D1Database;
};
const reading = () => ({ headers: { Authorization: `Bearer ${site.readToken}` } });
const ingesting = (body: BodyInit, headers: Record<string, string> = {}) => ({
  method: "POST",
  headers: { Authorization: `Bearer ${site.ingestToken}`, ...headers },
  body,
});
const administering = (method: string, body: string) => ({
  method,
  headers: { Cookie: admin, "Content-Type": "application/json" },
  body,
});

const FAILURES: Record<string, Failure> = {
  "no authority": { path: "/api/qa/health", status: 401, code: "unauthorized" },
  "a wrong token": {
    path: "/api/qa/health",
    init: () => ({ headers: { Authorization: `Bearer ${createSecret("read")}` } }),
    status: 401,
    code: "unauthorized",
  },
  "a token of the wrong scope": {
    path: "/ingest/settings",
    init: reading,
    status: 403,
    code: "wrong_scope",
  },
  "no admin": {
    path: "/api/admin/tokens",
    init: reading,
    status: 403,
    code: "admin_only",
  },
  "an unknown address": { path: "/api/qa/nowhere", init: reading, status: 404, code: "not_found" },
  "another method": {
    path: "/api/qa/trends",
    init: () => ({
      method: "PUT",
      headers: { ...reading().headers, "Content-Type": "application/json" },
      body: "{}",
    }),
    status: 404,
    code: "not_found",
  },
  "an unknown call": { path: "/api/qa/call/none", init: reading, status: 404, code: "not_found" },
  "a path that is no UTF-8": {
    path: "/api/qa/call/%E0%A4%A",
    init: reading,
    status: 404,
    code: "not_found",
  },
  "a parameter that cannot be used": {
    path: "/api/qa/trends?days=0&from=2026-02-30",
    init: reading,
    status: 400,
    code: "invalid_request",
  },
  "a date beyond the calendar": {
    path: "/api/qa/trends?to=9999-12-31",
    init: reading,
    status: 400,
    code: "invalid_request",
  },
  "a cursor that is none": {
    path: "/api/qa/calls?cursor=%00%ff",
    init: reading,
    status: 400,
    code: "invalid_request",
  },
  "a body that is no JSON": {
    path: "/api/admin/tokens",
    init: () => administering("POST", "{"),
    status: 400,
    code: "invalid_json",
  },
  "a body that is not as expected": {
    path: "/api/qa/settings",
    init: () => administering("PATCH", '{"language":"Klingon","time_zone":"UTC"}'),
    status: 400,
    code: "invalid_request",
  },
  "a token that is not there": {
    path: "/api/admin/tokens/none",
    init: () => ({
      method: "DELETE",
      headers: { Cookie: admin, Origin: "https://nightshift.test" },
    }),
    status: 404,
    code: "not_found",
  },
  "an upload that is too large": {
    path: "/ingest/calls",
    init: () => ingesting("x".repeat(1_600_000)),
    status: 413,
    code: "payload_too_large",
  },
  "an upload in an unknown encoding": {
    path: "/ingest/calls",
    init: () => ingesting("{}", { "Content-Encoding": "br" }),
    status: 415,
    code: "unsupported_encoding",
  },
  "an upload of which nothing can be taken": {
    path: "/ingest/calls",
    init: () => ingesting(JSON.stringify({ site_id: "nordwind", calls: [{ secret: "4242" }] })),
    status: 422,
    code: "all_rejected",
  },
  "a form of another site": {
    path: "/sign-out",
    init: () => ({
      method: "POST",
      headers: {
        Origin: "https://evil.test",
        "Content-Type": "application/x-www-form-urlencoded",
      },
      body: "a=b",
    }),
    status: 403,
    code: "forbidden",
  },
  "a database that fails": {
    path: "/api/qa/trends",
    init: reading,
    status: 500,
    code: "internal",
    db: brokenDatabase("D1_ERROR: no such column: secret_column at offset 42: SQLITE_ERROR"),
  },
  "a database whose day is used up": {
    path: "/api/qa/trends",
    init: reading,
    status: 503,
    code: "database_limit",
    db: brokenDatabase("D1_ERROR: Your account has exceeded D1's free tier daily row read limit."),
  },
  "our own bug": {
    path: "/api/qa/trends",
    init: reading,
    status: 500,
    code: "internal",
    db: brokenDatabase("customer said 4242 4242 4242 4242"),
  },
};

/** What must never leave: SQL, stacks, files, what a customer said. */
const SECRET =
  /select |insert |sqlite|secret_column|no such (table|column)|\bat .*\.ts|node_modules|4242|D1_ERROR/i;

describe.each(Object.entries(FAILURES))("%s", (_, failure) => {
  test(`is answered ${failure.status} ${failure.code} in the one shape there is`, async () => {
    const app = testApp(undefined, failure.db === undefined ? {} : { DB: failure.db });
    const response = await app.request(failure.path, failure.init?.());
    expect(response.status).toBe(failure.status);
    const text = await response.text();
    expect(text).not.toMatch(SECRET);
    const { error } = apiErrorSchema.parse(JSON.parse(text));
    expect(error.code).toBe(failure.code);
    expect(error.message.length).toBeGreaterThan(15);
    expect(error.request_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get("X-Request-Id")).toBe(error.request_id);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
  });
});

test("an unexpected error is logged under the request id that the answer has, without what it quotes", async () => {
  const app = testApp(undefined, { DB: brokenDatabase("customer said 4242 4242 4242 4242") });
  const response = await app.request("/api/qa/trends", reading());
  const { error } = apiErrorSchema.parse(await response.json());
  expect(logged).toHaveLength(1);
  expect(logged[0]).toContain(error.request_id);
  expect(logged[0]).not.toContain("4242");
});

test("an answer that is no error has a request id as well", async () => {
  const app = testApp();
  const response = await app.request("/api/qa/health", reading());
  expect(response.headers.get("X-Request-Id")).toMatch(/^[0-9a-f-]{36}$/);
});

describe("pages of other origins", () => {
  const ask = (origins: string, origin: string, method = "GET") =>
    testApp(undefined, { CORS_ORIGINS: origins }).request("/api/qa/health", {
      method,
      headers: {
        Origin: origin,
        ...(method === "GET"
          ? { Authorization: `Bearer ${site.readToken}` }
          : { "Access-Control-Request-Method": "GET" }),
      },
    });

  test("may not read unless they are configured", async () => {
    for (const method of ["GET", "OPTIONS"]) {
      const response = await ask("", "https://grafana.test", method);
      expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
    }
    expect((await ask("", "https://grafana.test", "OPTIONS")).status).toBe(401);
  });

  test("may read with a token when they are, and never with a session", async () => {
    const origins = "https://grafana.test, https://wiki.test";
    const response = await ask(origins, "https://wiki.test");
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe("https://wiki.test");
    expect(response.headers.get("Access-Control-Allow-Credentials")).toBeNull();
    const preflight = await ask(origins, "https://grafana.test", "OPTIONS");
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("Access-Control-Allow-Headers")).toContain("Authorization");
    const other = await ask(origins, "https://evil.test");
    expect(other.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });
});
