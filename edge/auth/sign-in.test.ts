import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test, vi } from "vitest";

import { seedLink, spendLink } from "../testing/seed-link.ts";
import { seedSite } from "../testing/seed-site.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { testApp } from "../testing/test-app.ts";

const START_MS = Date.parse("2026-11-24T08:00:00Z");
const HOUR_MS = 3_600_000;

let app: ReturnType<typeof testApp>;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite("nordwind");
  app = testApp(START_MS);
});

const link = (usesLeft = 1) =>
  seedLink("nordwind", { usesLeft, expiresAtMs: START_MS + 24 * HOUR_MS });
const open = (code: string, method = "GET") => app.request(`/sign-in?code=${code}`, { method });
const signIn = (code: string, origin?: string, headers?: Record<string, string>) =>
  spendLink(app, code, headers, origin);
/** The cookie as a browser would send it back. */
const cookieOf = (response: Response) => response.headers.get("Set-Cookie")?.split(";")[0] ?? "";
const read = (cookie: string) => app.request("/api/qa/health", { headers: { Cookie: cookie } });

describe("a sign-in link", () => {
  test("asks first, and is not used up by whatever opens it", async () => {
    const code = await link();
    for (const method of ["GET", "HEAD", "GET"]) {
      const response = await open(code, method);
      expect(response.status).toBe(200);
      expect(response.headers.get("Set-Cookie")).toBeNull();
      expect(response.headers.get("Cache-Control")).toBe("no-store");
      expect(response.headers.get("Referrer-Policy")).toBe("no-referrer");
    }
    const page = await (await open(code)).text();
    expect(page).toContain('<form method="post" action="/sign-in">');
    expect(page).toContain(`name="code" value="${code}"`);
    expect(page).toMatch(/This link is for <strong>Test manager<\/strong>/);
    expect(page).toMatch(/Sign in to Site nordwind<\/button>/);
    expect(page).not.toContain("<script");
    expect(await rows("SELECT uses_left FROM sign_in_link")).toEqual([{ uses_left: 1 }]);
    expect((await signIn(code)).status).toBe(303);
  });

  test("is not used by a form of another site, nor by a body that is no form", async () => {
    const code = await link();
    expect((await signIn(code, undefined, { Origin: "https://evil.test" })).status).toBe(403);
    const json = await signIn(code, undefined, { "Content-Type": "application/json" });
    expect(json.status).toBe(415);
    expect(await rows("SELECT uses_left FROM sign_in_link")).toEqual([{ uses_left: 1 }]);
  });

  test("stands in no line that the Worker logs", async () => {
    const logged = vi.spyOn(console, "log");
    const code = await link();
    await open(code);
    await signIn(code);
    await signIn(code);
    const broken = testApp(START_MS, { DB: failingDatabase() });
    expect((await spendLink(broken, code)).status).toBe(500);
    expect(logged).toHaveBeenCalledOnce();
    expect(JSON.stringify(logged.mock.calls)).not.toContain(code.slice(10, 30));
    logged.mockRestore();
  });

  test("opens a session and leads to the dashboard", async () => {
    const response = await signIn(await link());
    expect(response.status).toBe(303);
    expect(response.headers.get("Location")).toBe("/");
    expect((await read(cookieOf(response))).status).toBe(200);
  });

  test("sets a cookie that scripts, other hosts and plain http cannot have", async () => {
    const cookie = (await signIn(await link())).headers.get("Set-Cookie") ?? "";
    expect(cookie).toMatch(/^__Host-nightshift_session=ns_session_[\w-]{43};/);
    for (const attribute of ["HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=43200"]) {
      expect(cookie).toContain(attribute);
    }
    expect(cookie).not.toContain("Domain");
  });

  test("sets a plain cookie on http, for local use", async () => {
    const response = await signIn(await link(), "http://localhost:8787");
    const cookie = response.headers.get("Set-Cookie") ?? "";
    expect(cookie).toMatch(/^nightshift_session=/);
    expect(cookie).not.toContain("Secure");
    const page = await app.request("http://localhost:8787/api/qa/health", {
      headers: { Cookie: cookieOf(response) },
    });
    expect(page.status).toBe(200);
  });

  test("works as often as it has uses, even when they come at once", async () => {
    const code = await link(2);
    const answers = await Promise.all([signIn(code), signIn(code), signIn(code)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 303, 410]);
    expect(await rows("SELECT uses_left FROM sign_in_link")).toEqual([]);
    expect(await rows("SELECT count(*) AS sessions FROM session")).toEqual([{ sessions: 2 }]);
  });

  test("that is used, expired, unknown or broken leads to a page that says so", async () => {
    const used = await link();
    await signIn(used);
    const expired = await seedLink("nordwind", { usesLeft: 1, expiresAtMs: START_MS });
    const broken = [used, expired, `ns_link_${"a".repeat(43)}`, "x", ""];
    const answers = [...broken.map((code) => open(code)), ...broken.map((code) => signIn(code))];
    for (const response of await Promise.all(answers)) {
      expect(response.status).toBe(410);
      expect(response.headers.get("Content-Type")).toContain("text/html");
      expect(await response.text()).toContain("no longer works");
      expect(response.headers.get("Set-Cookie")).toBeNull();
    }
  });
});

describe("a session", () => {
  test("ends after twelve hours", async () => {
    const cookie = cookieOf(await signIn(await link()));
    app.clock.nowMs = START_MS + 12 * HOUR_MS - 1;
    expect((await read(cookie)).status).toBe(200);
    app.clock.nowMs = START_MS + 12 * HOUR_MS;
    expect((await read(cookie)).status).toBe(401);
  });

  test("is replaced by the next one in the same browser", async () => {
    const before = cookieOf(await signIn(await link()));
    const after = cookieOf(await signIn(await link(), undefined, { Cookie: before }));
    expect(after).not.toBe(before);
    expect((await read(before)).status).toBe(401);
    expect((await read(after)).status).toBe(200);
    // A link that does not work leaves it alone.
    expect((await signIn("x", undefined, { Cookie: after })).status).toBe(410);
    expect((await read(after)).status).toBe(200);
  });

  test("ends in every browser when its owner signs out everywhere, and so do their links", async () => {
    const code = await link(3);
    const [here, there] = [cookieOf(await signIn(code)), cookieOf(await signIn(code))];
    const colleague = cookieOf(await signIn(await link()));
    const response = await app.request("/sign-out/everywhere", {
      method: "POST",
      headers: { Cookie: here, Origin: "https://nightshift.test" },
    });
    expect(response.status).toBe(303);
    expect(response.headers.get("Set-Cookie")).toContain("Max-Age=0");
    expect((await read(here)).status).toBe(401);
    expect((await read(there)).status).toBe(401);
    expect((await signIn(code)).status).toBe(410);
    expect((await read(colleague)).status).toBe(200);
    expect(await rows("SELECT action, actor LIKE 'person:%' AS own FROM audit_event")).toEqual([
      { action: "session.end_own", own: 1 },
    ]);
  });

  test("is no authority to write as an agent", async () => {
    const cookie = cookieOf(await signIn(await link()));
    const response = await app.request("/ingest/settings", { headers: { Cookie: cookie } });
    expect(response.status).toBe(401);
  });

  test("ends when its owner signs out", async () => {
    const cookie = cookieOf(await signIn(await link()));
    const response = await app.request("/sign-out", {
      method: "POST",
      headers: {
        Cookie: cookie,
        Origin: "https://nightshift.test",
        "Content-Type": "application/x-www-form-urlencoded",
      },
    });
    expect(response.status).toBe(303);
    expect(response.headers.get("Set-Cookie")).toContain("Max-Age=0");
    expect((await read(cookie)).status).toBe(401);
  });

  test("cannot be ended by a form of another site", async () => {
    const cookie = cookieOf(await signIn(await link()));
    const response = await app.request("/sign-out", {
      method: "POST",
      headers: {
        Cookie: cookie,
        Origin: "https://evil.test",
        "Content-Type": "application/x-www-form-urlencoded",
      },
    });
    expect(response.status).toBe(403);
    expect((await read(cookie)).status).toBe(200);
  });
});

describe("a browser that nobody is signed in with", () => {
  test("is shown how to sign in", async () => {
    const response = await app.request("/", {
      headers: { Accept: "text/html,application/xhtml+xml" },
    });
    expect(response.status).toBe(401);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(await response.text()).toContain("You need a sign-in link");
  });
});

/** A database whose errors quote what they were given, as some do. */
function failingDatabase(): D1Database {
  return new Proxy(env.DB, {
    get: (target, name) => {
      if (name === "prepare") {
        return () => {
          throw new Error("no such thing");
        };
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
