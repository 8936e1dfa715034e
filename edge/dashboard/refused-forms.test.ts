import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { ROUTE_RULES } from "../auth/testing/route-rules.ts";
import {
  app,
  ask,
  disputeId,
  ids,
  openOne,
  OTHER,
  seedDisputable,
  who,
} from "../disputes/testing/disputable-site.ts";
import { LONDON } from "../qa-api/testing/seed-site.ts";
import type { Form } from "../testing/ask.ts";
import { seedPerson, signedInAs } from "../testing/signed-in.ts";
import { rows } from "../testing/table-rows.ts";

type Sender = "sarah" | "jo" | "max" | "admin";

/** Every form with fields to fill in: its route, who fills it in, the page that has it and the address that takes it. */
const FORMS: readonly [route: string, sender: Sender, page: string, action: string][] = [
  ["POST /trackers", "max", "/trackers", "/trackers"],
  ["POST /trackers/:id", "max", "/trackers?edit=TRACKER", "/trackers/TRACKER"],
  ["POST /calibration", "max", "/calibration/new", "/calibration"],
  [
    "POST /calibration/:id/calls/:recordingId/marks",
    "jo",
    "/calibration/OPEN/calls/a",
    "/calibration/OPEN/calls/a/marks",
  ],
  [
    "POST /calibration/:id/calls/:recordingId/decisions",
    "max",
    "/calibration/CLOSED/calls/good",
    "/calibration/CLOSED/calls/good/decisions",
  ],
  ["POST /coaching", "jo", "/coaching/new?call=good", "/coaching"],
  ["POST /coaching", "jo", "/coaching/new?agent=1001", "/coaching"],
  ["POST /me/coaching/:id/done", "sarah", "/me/coaching/TASK", "/me/coaching/TASK/done"],
  ["POST /calls/:recordingId/disputes", "sarah", "/calls/good", "/calls/good/disputes"],
  ["POST /disputes/:id/answer", "max", "/calls/a", "/disputes/DISPUTE/answer"],
  ["POST /calls/:recordingId/reviews", "jo", "/calls/good?review=1", "/calls/good/reviews"],
  ["POST /calls/:recordingId/reviews", "max", "/calls/a?review=1&blind=1", "/calls/a/reviews"],
  ["POST /calls/filters", "jo", "/calls?flagged=1", "/calls/filters"],
  ["POST /review/filters", "jo", "/review?reason=flagged", "/review/filters"],
  ["POST /scorecards", "max", "/scorecards", "/scorecards"],
  ["POST /scorecards/assignments", "max", "/scorecards/default/VERSION", "/scorecards/assignments"],
  ["POST /scorecards/:id/draft", "max", "/scorecards/sales/draft", "/scorecards/sales/draft"],
  [
    "POST /scorecards/:id/:version/try",
    "max",
    "/scorecards/sales/1/try",
    "/scorecards/sales/1/try",
  ],
  [
    "POST /scorecards/:id/:version/rescore",
    "max",
    "/scorecards/sales/1/rescore",
    "/scorecards/sales/1/rescore",
  ],
  ["POST /settings", "admin", "/settings", "/settings"],
  ["POST /settings/calls", "admin", "/settings", "/settings/calls"],
  ["POST /settings/retention", "admin", "/settings", "/settings/retention"],
  ["POST /settings/privacy", "admin", "/settings", "/settings/privacy"],
  ["POST /settings/audio", "admin", "/settings", "/settings/audio"],
  ["POST /settings/judges", "admin", "/settings/judges", "/settings/judges"],
  ["POST /settings/judges/second", "admin", "/settings/judges", "/settings/judges/second"],
  ["POST /settings/alerts", "admin", "/settings/alerts", "/settings/alerts"],
  ["POST /settings/alerts/channels", "admin", "/settings/alerts", "/settings/alerts/channels"],
  ["POST /settings/tokens", "admin", "/settings/tokens", "/settings/tokens"],
  ["POST /settings/people", "admin", "/settings/people", "/settings/people"],
  ["POST /settings/people/:id", "admin", "/settings/people/PERSON", "/settings/people/PERSON"],
  [
    "POST /settings/people/:id/link",
    "admin",
    "/settings/people/PERSON",
    "/settings/people/PERSON/link",
  ],
];

/** Forms that have nothing to fill in, or nothing that can be wrong. */
const BUTTONS = [
  "/calibration/:id/close",
  "/calls/:recordingId/acknowledgement",
  "/calls/filters/:id/delete",
  "/coaching/:id/cancel",
  "/disputes/:id/withdraw",
  "/me/coaching/:id/acknowledge",
  "/notices/:id/open",
  "/notices/read",
  "/notices/weekly",
  "/preferences",
  "/review/:recordingId/release",
  "/review/:recordingId/take",
  "/review/filters/:id/delete",
  "/review/next",
  "/scorecard-runs/:id/stop",
  "/scorecards/:id/:version/publish",
  "/scorecards/:id/:version/retire",
  "/settings/alerts/channels/:id/remove",
  "/settings/alerts/channels/:id/test",
  "/settings/alerts/log/:id/again",
  "/settings/people/:id/state",
  "/settings/tokens/:id/revoke",
  "/sign-in",
  "/sign-in/site",
  "/sign-out",
  "/sign-out/everywhere",
  "/trackers/:id/delete",
].map((path) => `POST ${path}`);

/** What goes into every field at once; last what some forms can take. */
const FILLINGS: readonly [string, string][] = [
  ["5,000 characters", "x".repeat(5000)],
  ["nothing", ""],
  ["blanks", "  "],
  ["markup", `"><script>alert(1)</script>'\u202E`],
];

const ZOD_WORDS =
  /Invalid (?:input|option|string|key|ISO|number|email|URL|UUID|regex)|Too (?:small|big):|Unrecognized key|expected (?:string|number|array|one of)/i;

let cookies: Record<Sender, string>;
let names: Record<string, string>;
const idOf = async (sql: string) => String((await rows(sql))[0]?.["id"]);

beforeEach(async () => {
  await seedDisputable();
  // Judges are changed where one site has them.
  await env.DB.prepare("DELETE FROM site WHERE id = ?").bind(OTHER.id).run();
  const admin = await signedInAs(LONDON.id, await seedPerson(LONDON.id, "admin"));
  cookies = { sarah: who.sarah, jo: who.jo, max: who.max, admin };
  await openOne();
  await send("max", "/trackers", { name: "Leaving", phrases: "cancel" });
  await send("max", "/scorecards", {
    name: "Sales",
    copy_of: `default/${defaultScorecard.version}`,
  });
  await send("jo", "/coaching", {
    agent: "1001",
    title: "Closing",
    due: "2026-12-08",
  });
  const task = await idOf("SELECT id FROM coaching_task");
  await send("sarah", `/me/coaching/${task}/acknowledge`, {});
  const round = { due: "", rater: [ids.jo], expert: "", from: "2026-11-01", to: "2026-11-24" };
  await send("max", "/calibration", { ...round, name: "Closed", calls: "good" });
  const closed = await idOf("SELECT id FROM calibration_round");
  await send("max", `/calibration/${closed}/close`, {});
  await send("max", "/calibration", { ...round, name: "Open", calls: "a" });
  await send("admin", "/settings/judges", {
    seen_version: "0",
    providers: '[{"provider":"rules"}]',
  });
  names = {
    TRACKER: await idOf("SELECT id FROM tracker"),
    TASK: task,
    DISPUTE: await disputeId(),
    CLOSED: closed,
    OPEN: await idOf("SELECT id FROM calibration_round WHERE state = 'open'"),
    PERSON: ids.jo,
    VERSION: String(defaultScorecard.version),
  };
});

const send = (sender: Sender, path: string, form?: Form) => ask(cookies[sender], path, form);
const named = (path: string) => path.replaceAll(/[A-Z]{4,}/g, (name) => names[name] ?? name);

type Field = { name: string; value: string; isHidden: boolean };

/** The fields of the form of an address, as a page has them. */
async function fieldsOf(html: string, action: string): Promise<Field[]> {
  const fields: Field[] = [];
  let inForm = false;
  const text = new HTMLRewriter()
    .on("form", {
      element: (form) => {
        inForm = fields.length === 0 && form.getAttribute("action") === action;
        form.onEndTag(() => {
          inForm = false;
        });
      },
    })
    .on("input, textarea, select", {
      element: (field) => {
        const name = field.getAttribute("name");
        if (!inForm || name === null) return;
        const value = field.getAttribute("value") ?? "";
        fields.push({ name, value, isHidden: field.getAttribute("type") === "hidden" });
      },
    })
    .transform(new Response(html))
    .text();
  await text;
  return fields;
}

test("every route that takes a form is here", () => {
  const forms = Object.keys(ROUTE_RULES).filter(
    (route) => route.startsWith("POST ") && !/ \/(?:api|ingest)\//.test(route),
  );
  expect([...new Set([...FORMS.map(([route]) => route), ...BUTTONS])].toSorted()).toEqual(
    forms.toSorted(),
  );
});

describe.each(FORMS)("%s, filled in by %s on %s", (_, sender, page, action) => {
  test("comes back where it is refused, in words for people", async () => {
    let isTaken = false;
    for (const [what, value] of FILLINGS) {
      const shown = await (await send(sender, named(page))).text();
      const fields = await fieldsOf(shown, named(action));
      // What was taken may have no form any more.
      if (isTaken && fields.length === 0) break;
      const visible = fields.filter(({ isHidden }) => !isHidden);
      expect([what, visible.length]).not.toEqual([what, 0]);
      const form = Object.fromEntries(
        fields.map((field) => [field.name, field.isHidden ? field.value : value]),
      );
      const answer = await send(sender, named(action), form);
      const text = await answer.text();
      expect([what, answer.status]).toEqual([what, expect.toBeOneOf([200, 303, 400, 409])]);
      expect(text).not.toMatch(ZOD_WORDS);
      expect(text).not.toContain("<script>alert(1)");
      isTaken = answer.status < 400;
      if (isTaken) continue;
      expect(text).not.toContain("empty-figure");
      expect(await fieldsOf(text, named(action))).not.toEqual([]);
      expect(text).toMatch(/class="(?:notice notice-alert|field-problem)"/);
      // Of the form alone: a page has one focus.
      expect(text.match(/ autofocus/g)?.length ?? 0).toBeLessThanOrEqual(1);
    }
  });
});

describe("a form that comes back", () => {
  test("has its texts, ticks and choices, and what is wrong at its field", async () => {
    const answer = await send("max", "/calibration", {
      name: 'Über <b>alles</b> & "mehr"',
      due: "2026-12-24",
      rater: [ids.jo],
      expert: ids.max,
      calls: "a\nnothing",
      count: "7",
      campaign: "",
      from: "2026-11-01",
      to: "2026-11-24",
      from_score: "20",
      to_score: "60",
    });
    const text = await answer.text();
    expect(answer.status).toBe(400);
    expect(text).toContain('value="Über &lt;b&gt;alles&lt;/b&gt; &amp; &quot;mehr&quot;"');
    expect(text).toMatch(new RegExp(`name="rater" value="${ids.jo}"[^>]* checked`));
    expect(text).not.toMatch(new RegExp(`name="rater" value="${ids.max}"[^>]* checked`));
    expect(text).toMatch(new RegExp(`<option value="${ids.max}"[^>]* selected`));
    expect(text).toMatch(/name="to_score" value="60"/);
    expect(text).toContain("a\nnothing</textarea>");
    expect(text).toMatch(/<textarea name="calls"[^>]* aria-invalid="true"/);
    expect(text).toContain('id="calls.problem">nothing is no scored call of this site</span>');
    expect(text).toContain('<a href="#calls">Or name the calls</a>');
    expect(answer.headers.get("Content-Security-Policy")).toContain(
      /nonce="([^"]+)"/.exec(text)?.[1] ?? "'none'",
    );
  });

  test("names the fieldset of what is to be chosen, and opens what it lies in", async () => {
    const answer = await send("sarah", "/calls/good/disputes", { comment: "All of it is wrong." });
    const text = await answer.text();
    expect(answer.status).toBe(400);
    expect(text).toMatch(/<details class="dispute-form"[^>]* open/);
    expect(text).toMatch(/autofocus[^>]*>say of at least one criterion why its mark is wrong/);
    expect(text).toContain("All of it is wrong.</textarea>");
    const nobody = { name: "x", from: "2026-11-01", to: "2026-11-24" };
    const round = await (await send("max", "/calibration", nobody)).text();
    expect(round).toMatch(/Who marks[^<]*<\/legend><span class="field-problem"/);
  });

  test("is an error for a program, and stays one where the page has the form no more", async () => {
    for (let at = 1; at < 20; at++) {
      await send("max", "/trackers", { name: `t${at}`, phrases: "cancel" });
    }
    const full = await send("max", "/trackers", { name: "one more", phrases: "cancel" });
    expect(full.status).toBe(409);
    expect(await full.text()).toContain("empty-figure");
    const program = await app.request("/trackers", {
      method: "POST",
      headers: {
        Cookie: cookies.max,
        Origin: "https://nightshift.test",
        "Content-Type": "application/x-www-form-urlencoded",
      },
      body: "name=&phrases=",
    });
    expect(program.status).toBe(400);
    expect(await program.json()).toMatchObject({
      error: { code: "invalid_form", details: [{ field: "name" }, { field: "phrases" }] },
    });
  });
});
