import { beforeEach, describe, expect, test } from "vitest";

import { seedLink } from "../testing/seed-link.ts";
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
const signIn = (code: string, origin = "https://nightshift.test") =>
  app.request(`${origin}/sign-in?code=${code}`);
/** The cookie as a browser would send it back. */
const cookieOf = (response: Response) => response.headers.get("Set-Cookie")?.split(";")[0] ?? "";
const read = (cookie: string) => app.request("/api/qa/health", { headers: { Cookie: cookie } });

describe("a sign-in link", () => {
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
    expect(await rows("SELECT uses_left FROM sign_in_link")).toEqual([{ uses_left: 0 }]);
    expect(await rows("SELECT count(*) AS sessions FROM session")).toEqual([{ sessions: 2 }]);
  });

  test("that is used, expired, unknown or broken leads to a page that says so", async () => {
    const used = await link();
    await signIn(used);
    const expired = await seedLink("nordwind", { usesLeft: 1, expiresAtMs: START_MS });
    for (const code of [used, expired, `ns_link_${"a".repeat(43)}`, "x", ""]) {
      const response = await signIn(code);
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
