import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { allMarks } from "../qa-api/testing/all-marks.ts";
import { LONDON, seedCalls, seedSite } from "../qa-api/testing/seed-site.ts";
import { asker } from "../testing/ask.ts";
import { seedPerson, signedInAs } from "../testing/signed-in.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { testApp } from "../testing/test-app.ts";

const NOW_MS = Date.parse("2026-11-24T09:30:00Z");

let app: ReturnType<typeof testApp>;
let jo: string;
let sarah: string;

beforeEach(async () => {
  await emptyDatabase();
  await seedSite(env.DB, LONDON);
  app = testApp(NOW_MS);
  jo = await signedInAs(LONDON.id, await seedPerson(LONDON.id, "reviewer"));
  sarah = await signedInAs(LONDON.id, await seedPerson(LONDON.id, "agent", "1001"));
  await seedCalls(env.DB, LONDON, [
    { recordingId: "a", startedAt: "2026-11-23T09:00:00Z", marks: allMarks("2") },
    { recordingId: "b", startedAt: "2026-11-22T09:00:00Z", marks: allMarks("2") },
  ]);
});

const ask: ReturnType<typeof asker> = (...request) => asker(app)(...request);
const pageOf = async (path: string, cookie = jo) => (await ask(cookie, path)).text();
const review = (form: Record<string, string> = {}, call = "a") =>
  ask(jo, `/calls/${call}/reviews`, {
    ...Object.fromEntries(defaultScorecard.criteria.map(({ id }) => [`mark.${id}`, "4"])),
    "mark.needs": "2",
    ...form,
  });
const badge = (name: string) => new RegExp(`class="badge badge-verdict [^>]*>${name}<`);

describe("a verdict", () => {
  test("is stored with the review, changes no score, and stands wherever the review does", async () => {
    await review();
    const [without] = await rows("SELECT total, flagged, flag_reason, verdict FROM review");
    const scores = await rows("SELECT * FROM score");
    await review({ verdict: "unacceptable" });
    const [stored] = await rows(
      "SELECT total, flagged, flag_reason, verdict FROM review WHERE is_current = 1",
    );
    expect(without?.["verdict"]).toBe(null);
    expect(stored).toEqual({ ...without, verdict: "unacceptable" });
    expect(await rows("SELECT * FROM score")).toEqual(scores);
    for (const path of ["/calls/a", "/calls", "/flagged", "/agents/1001", "/agents/1001/calls"]) {
      expect([path, await pageOf(path)]).toEqual([
        path,
        expect.stringMatching(badge("Not acceptable")),
      ]);
    }
    for (const path of ["/me", "/me/calls", "/calls/a"]) {
      expect([path, await pageOf(path, sarah)]).toEqual([
        path,
        expect.stringMatching(badge("Not acceptable")),
      ]);
    }
    const events = await rows("SELECT detail FROM audit_event ORDER BY at, rowid");
    expect(events.map(({ detail }) => JSON.parse(String(detail)).verdict)).toEqual([
      null,
      "unacceptable",
    ]);
  });

  test("is nobody's duty: a review without one, or from before there were any, reads as it did", async () => {
    await review();
    for (const path of ["/calls/a", "/calls", "/flagged", "/agents/1001"]) {
      expect(await pageOf(path)).not.toContain("badge-verdict");
    }
    expect(await pageOf("/calls/a")).not.toContain(">Verdict<");
  });

  test("there is none of is refused, and says what may be said", async () => {
    const sent = await review({ verdict: "dreadful" });
    expect(sent.status).toBe(400);
    expect(await sent.text()).toContain("needs_coaching");
    expect(await rows("SELECT * FROM review")).toEqual([]);
  });

  test("can be given blind, and not in a calibration round", async () => {
    const form = await pageOf("/calls/a?review=1&blind=1");
    expect(form).toContain('name="verdict" value="needs_coaching" data-verdict-key="c"');
    await review({ verdict: "good", blind: "1" });
    expect(await rows("SELECT verdict, is_blind FROM review")).toEqual([
      { verdict: "good", is_blind: 1 },
    ]);
  });

  test("that coaching is needed leads to it, from the form and from the call afterwards", async () => {
    const sent = await review({ verdict: "needs_coaching", go_on: "coach" });
    const path = "/coaching/new?call=a&criterion=needs";
    expect([sent.status, sent.headers.get("Location")]).toEqual([303, path]);
    expect((await ask(jo, path)).status).toBe(200);
    const link = `href="${path.replace("&", "&amp;")}">Coach this</a>`;
    expect(await pageOf("/calls/a")).toContain(link);
    expect(await pageOf("/calls/a", sarah)).not.toContain("Coach this");
    await review({ verdict: "good" });
    expect(await pageOf("/calls/a")).not.toContain("It needs coaching");
  });

  test("chooses calls in the list, and goes away with them as CSV", async () => {
    await review({ verdict: "good" });
    await review({ verdict: "needs_coaching" }, "b");
    const list = await pageOf("/calls?verdict=good");
    expect(list).toContain('href="/calls/a"');
    expect(list).not.toContain('href="/calls/b"');
    expect(await pageOf("/calls?verdict=nonsense")).toContain('href="/calls/b"');
    const [head = "", line = "", end] = (await pageOf("/calls.csv?verdict=needs_coaching")).split(
      "\r\n",
    );
    expect(head).toMatch(/,review_score,review_flagged,review_verdict$/);
    expect(line).toMatch(/^b,.*,74,false,needs_coaching$/);
    expect(end).toBe("");
  });

  test("is in the API beside the judge's score, which it leaves alone", async () => {
    await review({
      verdict: "needs_coaching",
      comment: "Asks too late.",
      "comment.needs": "At 2:10.",
    });
    const answerSchema = z.looseObject({
      total_score: z.number(),
      review: z.looseObject({ verdict: z.string() }).nullable(),
    });
    const answer = async (call: string) =>
      answerSchema.parse(await (await ask(jo, `/api/qa/call/${call}`)).json());
    expect(await answer("a")).toMatchObject({
      total_score: 40,
      review: {
        verdict: "needs_coaching",
        flagged: false,
        marks: { ...allMarks("4"), needs: "2" },
        comments: { needs: "At 2:10." },
        comment: "Asks too late.",
        reviewer: "Test reviewer",
        answers_dispute: false,
        blind: false,
      },
    });
    expect((await answer("b")).review).toBe(null);
  });

  test("is in the API's list of reviews, by day and agent, of which only what counts is there", async () => {
    await review({ verdict: "good" }, "b");
    await review({ verdict: "good", comment: "At first." });
    await review({ verdict: "needs_coaching", comment: "=Asks too late.", blind: "1" });
    const list = async (query: string) =>
      z
        .array(z.looseObject({ recording_id: z.string() }))
        .parse(await (await ask(jo, `/api/qa/reviews${query}`)).json());
    expect((await list("")).map((row) => row.recording_id)).toEqual(["a", "b"]);
    expect(await list("?from=2026-11-23&agent=1001")).toEqual([
      {
        recording_id: "a",
        date: "2026-11-23",
        agent_user: "1001",
        campaign_id: "SUPPORT_IN",
        reviewed_at: "2026-11-24T09:30:00.000Z",
        reviewer: "Test reviewer",
        blind: true,
        answers_dispute: false,
        total_score: 74,
        flagged: false,
        flag_reason: null,
        verdict: "needs_coaching",
        comment: "=Asks too late.",
        judge_total_score: 40,
      },
    ]);
    expect(await list("?agent=1008")).toEqual([]);
    expect((await ask(jo, "/api/qa/reviews?limit=501")).status).toBe(400);
    expect(await pageOf("/api/qa/reviews.csv?limit=1")).toMatch(
      /^recording_id,.*\r\na,.*needs_coaching,'=Asks too late\.,40\r\n$/,
    );
  });
});
