import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { allMarks } from "../qa-api/testing/all-marks.ts";
import { LONDON, seedCalls, seedSite } from "../qa-api/testing/seed-site.ts";
import { OTHER } from "../qa-api/testing/small-site.ts";
import { REMOVE_SCORES } from "../retention/score-statements.ts";
import { seedPerson, signedInAs } from "../testing/signed-in.ts";
import { rows, wholeState } from "../testing/table-rows.ts";
import { marked, roundBench, type Person, type RoundBench } from "./testing/round-bench.ts";

let bench: RoundBench;
let ask: RoundBench["ask"];
let open: RoundBench["open"];
let manager: Person;
let ann: Person;
let bob: Person;
let stranger: Person;
beforeEach(async () => {
  bench = await roundBench();
  ({ ask, open, manager, ann, bob, stranger } = bench);
});

describe("a round", () => {
  test("is made of named calls, by id or address, in their order", async () => {
    await open({ expert: ann.id });
    expect(
      await rows("SELECT recording_id, position, score_version FROM calibration_call"),
    ).toEqual([
      { recording_id: "a", position: 1, score_version: 1 },
      { recording_id: "b", position: 2, score_version: 1 },
    ]);
    expect(await rows("SELECT count(*) AS n FROM calibration_rater")).toEqual([{ n: 2 }]);
    expect(await rows("SELECT action FROM audit_event")).toEqual([
      { action: "calibration.create" },
    ]);
  });

  test("counts the calls that are left, once older ones have lost their scores", async () => {
    const path = await open();
    await env.DB.batch(
      REMOVE_SCORES.map((sql) => env.DB.prepare(sql).bind(LONDON.id, JSON.stringify(["a"]))),
    );
    expect((await ask(ann, `${path}/calls/b`)).text).toMatch(/Call 1\s+of 1\b/);
    await ask(manager, `${path}/close`, {});
    expect((await ask(ann, path)).text).toContain("1 call,");
    expect((await ask(ann, `${path}/calls/b`)).text).toMatch(/Call 1\s+of 1\b/);
  });

  test("or drawn at random from what matches", async () => {
    const path = await open({ calls: "", count: "5", from_score: "60", to_score: "100" });
    expect(await rows("SELECT recording_id FROM calibration_call")).toEqual([
      { recording_id: "b" },
    ]);
    expect((await ask(ann, path)).text).toContain("1 call");
    await seedCalls(
      env.DB,
      LONDON,
      Array.from({ length: 40 }, (_, at) => ({
        recordingId: `r${at}`,
        startedAt: "2026-11-23T09:00:00Z",
        campaignId: "SALES",
        marks: allMarks("3"),
      })),
    );
    await open({ calls: "", count: "5", campaign: "SALES", name: "Sales" });
    const drawn = await rows(
      "SELECT recording_id FROM calibration_call JOIN calibration_round AS r ON r.id = round_id WHERE name = 'Sales'",
    );
    expect(new Set(drawn.map((row) => row["recording_id"])).size).toBe(5);
  });

  test.each([
    ["a call without a score", { calls: "a\nunscored" }, "unscored is no scored call"],
    ["a sample nothing matches", { calls: "", campaign: "NOWHERE" }, "No scored call"],
    ["no rater", { rater: [] }, "at least one person"],
    ["a stranger as rater", { rater: ["nobody"] }, "does not review calls at this site"],
    ["days the wrong way round", { from: "2026-11-25" }, "lies before the first day"],
    ["no name", { name: " " }, "give it a name"],
  ])("with %s is refused, and says why", async (_, more, words) => {
    const made = await ask(manager, "/calibration", bench.roundForm(more));
    expect(made.status).toBe(400);
    expect(made.text).toContain(words);
    expect(await rows("SELECT * FROM calibration_round")).toEqual([]);
  });

  test("of calls judged by different scorecards is refused; a sample takes those of one", async () => {
    await env.DB.prepare("UPDATE score SET scorecard_version = 99 WHERE recording_id = 'b'").run();
    const made = await ask(manager, "/calibration", bench.roundForm());
    expect(made.status).toBe(400);
    expect(made.text).toContain("b was judged by the scorecard default/99");
  });

  test("lists who has marked how many", async () => {
    const path = await open();
    await ask(ann, `${path}/calls/a/marks`, marked("3"));
    const { text } = await ask(manager, "/calibration");
    expect(text).toMatch(/Ann Rater.*?1 of 2.*?Bob Rater.*?0 of 2/s);
    expect(text).toContain("due 1 Dec");
  });

  test("leads from one unmarked call to the next, and then back", async () => {
    const path = await open();
    expect((await ask(ann, path)).text).toContain(`href="${path}/calls/a"`);
    const first = await ask(ann, `${path}/calls/a/marks`, marked("3", { go_on: "next" }));
    expect(first.location).toBe(`${path}/calls/b?done=marked`);
    const last = await ask(ann, `${path}/calls/b/marks`, marked("3", { go_on: "next" }));
    expect(last.location).toBe(`${path}?done=marked`);
  });

  test("of another site's is not there", async () => {
    const path = await open();
    await seedSite(env.DB, OTHER);
    const id = await seedPerson(OTHER.id, "manager");
    const them = { id, cookie: await signedInAs(OTHER.id, id) };
    for (const address of [path, `${path}/calls/a`]) {
      expect((await ask(them, address)).status).toBe(404);
    }
    expect((await ask(them, `${path}/close`, {})).status).toBe(404);
    expect((await ask(them, `${path}/calls/a/marks`, marked("3"))).status).toBe(404);
  });
});

describe("marks of a rater", () => {
  test("change nothing about the call", async () => {
    const path = await open();
    const before = await wholeState();
    await ask(ann, `${path}/calls/a/marks`, marked("5"));
    expect(await wholeState()).toEqual(before);
    expect(await rows("SELECT total, flagged FROM calibration_mark")).toEqual([
      { total: 100, flagged: 0 },
    ]);
    expect(await rows("SELECT action FROM audit_event ORDER BY action")).toEqual([
      { action: "calibration.create" },
      { action: "calibration.mark" },
    ]);
  });

  test("are final: a second time is 409, and the first stays", async () => {
    const path = await open();
    await ask(ann, `${path}/calls/a/marks`, marked("5"));
    expect((await ask(ann, `${path}/calls/a/marks`, marked("1"))).status).toBe(409);
    expect(await rows("SELECT total FROM calibration_mark")).toEqual([{ total: 100 }]);
    expect(await rows("SELECT marked FROM calibration_rater ORDER BY 1 DESC")).toEqual([
      { marked: 1 },
      { marked: 0 },
    ]);
  });

  test("are refused from who is no rater, once it is closed, of another call, and when incomplete", async () => {
    const path = await open();
    expect((await ask(stranger, `${path}/calls/a/marks`, marked("5"))).status).toBe(403);
    expect((await ask(ann, `${path}/calls/unscored/marks`, marked("5"))).status).toBe(409);
    expect((await ask(ann, `${path}/calls/a/marks`, { "mark.greeting": "5" })).status).toBe(400);
    expect((await ask(manager, `${path}/close`, {})).status).toBe(303);
    expect((await ask(ann, `${path}/calls/a/marks`, marked("5"))).status).toBe(409);
    expect((await ask(manager, `${path}/close`, {})).status).toBe(409);
    expect(await rows("SELECT * FROM calibration_mark")).toEqual([]);
  });
});

describe("a closed round", () => {
  async function closed(): Promise<string> {
    const path = await open({ expert: ann.id });
    await ask(ann, `${path}/calls/a/marks`, marked("4", { "mark.greeting": "5" }));
    await ask(bob, `${path}/calls/a/marks`, marked("4", { "mark.greeting": "2" }));
    await ask(ann, `${path}/calls/b/marks`, marked("4"));
    await ask(manager, `${path}/close`, {});
    return path;
  }

  test("shows the spread, the agreement and that few calls say little", async () => {
    const { text } = await ask(bob, await closed());
    expect(text).toContain("People with the expert");
    expect(text).toContain("too few");
    expect(text).toContain("Gemini, test-model, prompt prompt-1");
    // Ann 5, Bob 2; the judge's 2 everywhere is two below what both gave elsewhere
    expect(text).toContain('spread-cell tone-bad">3<');
    expect(text).toContain("judge −2");
    // one of eight marks of the only common call differs
    expect(text).toMatch(/People with the expert.*?All criteria.*?<td class="number strong">88 %/s);
  });

  test("shows each call's marks with what is off the expert's", async () => {
    const { text } = await ask(bob, `${await closed()}/calls/a`);
    expect(text).toMatch(/Ann Rater.*?expert.*?Bob Rater/s);
    expect(text).toMatch(/Greeting.*?5<.*?2.*?−3/s);
    expect(text).not.toContain("/decisions");
  });

  test("has a decision log that only grows, by managers, and only once it is closed", async () => {
    const form = { criterion: "greeting", mark: "4", text: "Names the company: a four." };
    const early = await open({ name: "Early" });
    expect((await ask(manager, `${early}/calls/a/decisions`, form)).status).toBe(409);
    const path = await closed();
    expect((await ask(bob, `${path}/calls/a/decisions`, form)).status).toBe(403);
    expect((await ask(manager, `${path}/calls/zzz/decisions`, form)).status).toBe(404);
    const other = { ...form, criterion: "charm" };
    expect((await ask(manager, `${path}/calls/a/decisions`, other)).status).toBe(400);
    expect((await ask(manager, `${path}/calls/a/decisions`, form)).status).toBe(303);
    bench.app.clock.nowMs += 1000;
    await ask(manager, `${path}/calls/a/decisions`, { ...form, mark: "3", text: "On reflection." });
    const { text } = await ask(bob, path);
    expect(text).toMatch(/On reflection\..*?Names the company: a four\..*?Mona Manager/s);
    expect((await ask(bob, `${path}/calls/a`)).text).toMatch(/Greeting.*?strong">3<\/td><\/tr>/s);
  });

  test("nobody marked says so", async () => {
    const path = await open();
    await ask(manager, `${path}/close`, {});
    expect((await ask(manager, path)).text).toContain("Nobody marked a call");
  });
});
