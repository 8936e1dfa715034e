import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { allMarks } from "../qa-api/testing/all-marks.ts";
import { LONDON, seedCalls, seedSite } from "../qa-api/testing/seed-site.ts";
import { asker } from "../testing/ask.ts";
import { seedPerson, signedInAs } from "../testing/signed-in.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { testApp } from "../testing/test-app.ts";

let app: ReturnType<typeof testApp>;
let jo: string;
let joId: string;
let max: string;

beforeEach(async () => {
  await emptyDatabase();
  await seedSite(env.DB, LONDON);
  app = testApp(Date.parse("2026-11-24T09:30:00Z"));
  joId = await seedPerson(LONDON.id, "reviewer");
  jo = await signedInAs(LONDON.id, joId);
  max = await signedInAs(LONDON.id, await seedPerson(LONDON.id, "manager"));
});

const ask: ReturnType<typeof asker> = (...request) => asker(app)(...request);
const pageOf = async (cookie: string, path: string) => (await ask(cookie, path)).text();
const save = (cookie: string, name: string, query: string) =>
  ask(cookie, "/review/filters", { name, query });
const savedIds = async () =>
  (await rows("SELECT id FROM saved_filter ORDER BY created_at, name")).map(({ id }) => String(id));

describe("the queue's filter", () => {
  beforeEach(() =>
    seedCalls(env.DB, LONDON, [
      { recordingId: "low", startedAt: "2026-11-23T09:10:00Z", marks: allMarks("2") },
      {
        recordingId: "abusive",
        startedAt: "2026-11-23T09:20:00Z",
        marks: allMarks("5"),
        autoFails: ["abuse"],
        agentUser: "1008",
        agentName: "Grace Lindqvist",
        campaignId: "SALES_IN",
      },
    ]),
  );
  const listed = (html: string) =>
    [...html.matchAll(/action="\/review\/([^/"]+)\/take/g)].map(([, id]) => id);

  test.each([
    ["", ["abusive", "low"]],
    ["reason=flagged", ["low"]],
    ["agent=1008", ["abusive"]],
    ["campaign=SALES_IN", ["abusive"]],
    ["campaign=SALES_IN&reason=flagged", []],
    ["campaign=SALES_IN&agent=1008&reason=auto_fail", ["abusive"]],
    // As the form sends it when nothing is chosen, and what makes no sense.
    ["agent=&campaign=", ["abusive", "low"]],
    [`reason=haste&agent=${"x".repeat(65)}`, ["abusive", "low"]],
  ])("%s", async (query, wanted) => {
    expect(listed(await pageOf(jo, `/review?${query}`))).toEqual(wanted);
  });

  test("offers who and what there is, and keeps the reason and what is no longer offered", async () => {
    const page = await pageOf(jo, "/review?reason=auto_fail&agent=gone&campaign=SALES_IN");
    expect(page).toContain('<input type="hidden" name="reason" value="auto_fail"/>');
    expect(page).toContain('<option value="gone" selected="">gone</option>');
    expect(page).toContain('<option value="SALES_IN" selected="">SALES_IN</option>');
    expect(page).toContain('<option value="1008">Grace Lindqvist</option>');
    expect(page).toContain('href="/review?reason=flagged&amp;agent=gone&amp;campaign=SALES_IN"');
    expect(page).toContain("Nothing waits that this filter lets through");
  });

  test("is said with the counts of each reason only where it is of the whole queue", async () => {
    expect(await pageOf(jo, "/review?reason=flagged")).toContain("Auto-fail 1");
    expect(await pageOf(jo, "/review?agent=1008")).not.toContain("Auto-fail 1");
  });
});

describe("saved filters of the queue", () => {
  test("are kept as addresses of the queue, shown on it and on no other list", async () => {
    const hostile = `<b>"mine"\u202e</b>`;
    const answer = await save(
      jo,
      hostile,
      "agent=%3Cscript%3E&reason=flagged&next=https://evil.test&campaign=",
    );
    expect([answer.status, answer.headers.get("Location")]).toEqual([
      303,
      "/review?reason=flagged&agent=%3Cscript%3E&done=saved",
    ]);
    expect(await rows("SELECT list, query, person_id FROM saved_filter")).toEqual([
      { list: "review", query: "reason=flagged&agent=%3Cscript%3E", person_id: joId },
    ]);
    expect(await rows("SELECT action FROM audit_event")).toEqual([
      { action: "saved_filter.create" },
    ]);
    const page = await pageOf(jo, "/review?reason=flagged&agent=%3Cscript%3E&done=saved");
    expect(page).toContain("The filter is saved.");
    expect(page).toContain(
      'href="/review?reason=flagged&amp;agent=%3Cscript%3E" aria-current="true"',
    );
    expect(page).toContain("<bdi>&lt;b&gt;&quot;mine&quot;&lt;/b&gt;</bdi>");
    expect(page).not.toContain("<script>&");
    expect(await pageOf(jo, "/calls")).not.toContain("&quot;mine&quot;");
  });

  test("are shown while nothing waits, so that they can be taken away", async () => {
    expect(await pageOf(jo, "/review")).not.toContain("Save this filter");
    await save(jo, "mine", "reason=sample");
    expect(await pageOf(jo, "/review")).toContain('href="/review?reason=sample"');
  });

  test("are nobody else's, to see or to take away", async () => {
    await save(jo, "mine", "reason=sample");
    const [id] = await savedIds();
    expect(await pageOf(max, "/review?reason=sample")).not.toContain("<bdi>mine</bdi>");
    await ask(max, `/review/filters/${id}/delete`, {});
    expect(await savedIds()).toEqual([id]);
    // Nor by the address of another list.
    await ask(jo, `/calls/filters/${id}/delete`, {});
    expect(await savedIds()).toEqual([id]);
    const answer = await ask(jo, `/review/filters/${id}/delete`, {});
    expect(answer.headers.get("Location")).toBe("/review?done=deleted");
    expect(await savedIds()).toEqual([]);
    expect(await pageOf(jo, "/review?done=deleted")).toContain("The saved filter is gone.");
  });

  test("are twenty at most, beside those of the list of calls", async () => {
    for (let count = 0; count < 20; count++) {
      expect((await save(jo, `f${count}`, "")).status).toBe(303);
    }
    const refused = await save(jo, "one more", "");
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain("20 saved filters");
    expect((await ask(jo, "/calls/filters", { name: "calls", query: "" })).status).toBe(303);
    expect((await save(max, "another's", "")).status).toBe(303);
    const [saved] = await rows("SELECT id FROM saved_filter WHERE name = 'f3'");
    await ask(jo, `/review/filters/${String(saved?.["id"])}/delete`, {});
    expect((await save(jo, "one more", "")).status).toBe(303);
  });

  test.each([
    ["without a name", "  ", "reason=flagged"],
    ["with an endless name", "x".repeat(61), "reason=flagged"],
    ["with an endless query", "long", "x".repeat(2001)],
  ])("%s are refused", async (_, name, query) => {
    expect((await save(jo, name, query)).status).toBe(400);
    expect(await savedIds()).toEqual([]);
  });

  test("are not saved from another site's page, nor by whoever may not review", async () => {
    const forged = await app.request("/review/filters", {
      method: "POST",
      headers: {
        Cookie: jo,
        Origin: "https://evil.test",
        "Content-Type": "application/x-www-form-urlencoded",
      },
      body: "name=forged&query=",
    });
    expect(forged.status).toBe(403);
    const agent = await signedInAs(LONDON.id, await seedPerson(LONDON.id, "agent"));
    expect((await save(agent, "mine", "")).status).toBe(403);
    expect(await savedIds()).toEqual([]);
  });

  test("of the list of calls stay what they were when they came before the queue had any", async () => {
    await env.DB.prepare(
      `INSERT INTO saved_filter (id, site_id, person_id, name, query, created_at)
       VALUES ('old', ?1, ?2, 'of old', 'flag=flagged', 1)`,
    )
      .bind(LONDON.id, joId)
      .run();
    expect(await pageOf(jo, "/calls")).toContain('href="/calls?flag=flagged"');
    expect(await pageOf(jo, "/review?reason=flagged")).not.toContain("of old");
  });
});
