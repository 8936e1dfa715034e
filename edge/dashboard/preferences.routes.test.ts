import { beforeEach, describe, expect, test } from "vitest";

import { seedSite } from "../testing/seed-site.ts";
import { signedIn } from "../testing/signed-in.ts";
import { emptyDatabase } from "../testing/table-rows.ts";
import { testApp } from "../testing/test-app.ts";

const app = testApp();
let cookie: string;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite("nordwind");
  cookie = await signedIn("nordwind", "agent");
});

const ask = (path: string, init: RequestInit = {}, cookies = cookie) =>
  app.request(path, {
    ...init,
    headers: {
      Accept: "text/html",
      Origin: "https://nightshift.test",
      "Content-Type": "application/x-www-form-urlencoded",
      ...init.headers,
      Cookie: cookies,
    },
  });

describe("preferences", () => {
  test("hold in this browser, for agents as well", async () => {
    const saved = await ask("/preferences", {
      method: "POST",
      body: "theme=dark&density=compact&keys=off",
    });
    expect([saved.status, saved.headers.get("Location")]).toEqual([303, "/preferences?done=saved"]);
    const kept = saved.headers.get("Set-Cookie")?.split(";")[0] ?? "";
    const text = await (await ask("/preferences", {}, `${cookie}; ${kept}`)).text();
    expect(text).toContain('data-theme="dark" data-density="compact" data-keys="off"');
  });

  test("that make no sense are the usual ones", async () => {
    const text = await (
      await ask("/preferences", {}, `${cookie}; nightshift_preferences=theme%3Dpink%26keys`)
    ).text();
    expect(text).toContain('data-theme="auto" data-density="comfortable" data-keys="on"');
  });

  test("are not taken from another site's form, nor as JSON", async () => {
    const foreign = { Origin: "https://evil.test" };
    const body = "theme=dark";
    expect((await ask("/preferences", { method: "POST", headers: foreign, body })).status).toBe(
      403,
    );
    const json = { "Content-Type": "application/json" };
    expect((await ask("/preferences", { method: "POST", headers: json, body: "{}" })).status).toBe(
      415,
    );
  });
});

describe("what cannot be had", () => {
  test("is a page for whoever looks at pages, with the way on", async () => {
    const response = await ask("/flagged");
    const text = await response.text();
    expect(response.status).toBe(403);
    expect(text).toContain("This is not yours to open");
    expect(text).toContain('href="/me"');
    expect(text).toContain(response.headers.get("X-Request-Id"));
  });

  test("is JSON for programs", async () => {
    const response = await ask("/api/qa/health");
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { code: "own_pages_only" } });
  });
});
