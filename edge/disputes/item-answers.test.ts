import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { allMarks } from "../qa-api/testing/all-marks.ts";
import { LONDON, seedCalls } from "../qa-api/testing/seed-site.ts";
import { RECOUNT_ROLLUPS } from "../scoring/rollups/recount-rollups.ts";
import { rows } from "../testing/table-rows.ts";
import {
  actions,
  answer,
  app,
  ask,
  decline,
  disputeId,
  ids,
  item,
  notices,
  openOne,
  review,
  seedDisputable,
  states,
  who,
} from "./testing/disputable-site.ts";

const TWO = {
  "reason.greeting": "I said my name at the start.",
  "reason.closing": "The customer hung up.",
};
const MIXED = {
  "given.greeting": "4",
  "why.greeting": "Your name comes at 0:04.",
  "given.closing": "keep",
  "why.closing": "There was time to sum up before.",
};
const answers = async () =>
  z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .parse(JSON.parse(String((await rows("SELECT answers FROM dispute"))[0]?.["answers"])));
const reviews = () =>
  rows("SELECT marks, comments, auto_fails, total, flagged, cause, verdict FROM review");
const textOf = async (cookie: string, path: string) =>
  (await (await ask(cookie, path)).text())
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll("&#39;", "'");

beforeEach(seedDisputable);

describe("an answer, thing by thing,", () => {
  test("revises what it says, keeps the rest, and both are told and kept", async () => {
    await openOne(who.sarah, TWO);
    const scores = await rows("SELECT * FROM score");
    const sent = await answer({ ...MIXED, comment: "Thank you for saying so." });
    expect([sent.status, sent.headers.get("Location")]).toEqual([303, "/calls/a?done=revised"]);
    expect(await answers()).toEqual({
      greeting: { outcome: "revised", was: "2", given: "4", why: "Your name comes at 0:04." },
      closing: {
        outcome: "kept",
        was: "2",
        given: "2",
        why: "There was time to sum up before.",
      },
    });
    expect(await states()).toEqual(["revised"]);
    const [stored] = await reviews();
    expect(JSON.parse(String(stored?.["marks"]))).toEqual({ ...allMarks("2"), greeting: "4" });
    expect(stored).toMatchObject({ cause: "dispute", total: 44, verdict: null });
    expect(await rows("SELECT * FROM score")).toEqual(scores);
    expect(await notices("sarah")).toEqual(["dispute_revised"]);
    expect((await item())?.[0]).toBe("done");
    const [event] = await rows("SELECT detail FROM audit_event WHERE action = 'dispute.revise'");
    expect(JSON.parse(String(event?.["detail"]))).toMatchObject({
      recording_id: "a",
      revised: ["greeting"],
      kept: ["closing"],
    });
    const text = await textOf(who.sarah, "/calls/a");
    expect(text).toContain("Revised from 2 to 4. Your name comes at 0:04.");
    expect(text).toContain("Stays 2. There was time to sum up before.");
    expect(text).toContain("Thank you for saying so.");
    expect(await textOf(who.sarah, "/me")).toMatch(/Greeting[^,]* revised to 4, Closing[^,]* kept/);
    const list = await textOf(who.max, "/disputes?state=all");
    expect(list).toMatch(/Greeting[^:]*: revised .*Closing[^:]*: kept/);
  });

  test("counts each thing by itself in the rates, and the call once as reviewed", async () => {
    await openOne(who.sarah, TWO);
    await answer(MIXED);
    const list = await textOf(who.max, "/disputes");
    expect(list).toMatch(/Greeting[^%]* 1 [\d.]+ % 100\.0 %/);
    expect(list).toMatch(/Closing[^%]* 1 [\d.]+ % 0\.0 %/);
    const counted = "SELECT local_date, agent_user, campaign_id, reviewed_calls FROM daily_stat";
    const kept = await rows(`${counted} ORDER BY 1, 2, 3`);
    expect(new Set(kept.map((row) => row["reviewed_calls"]))).toEqual(new Set([1]));
    await env.DB.batch(RECOUNT_ROLLUPS.map((sql) => env.DB.prepare(sql).bind(LONDON.id)));
    expect(await rows(`${counted} ORDER BY 1, 2, 3`)).toEqual(kept);
  });

  test("that keeps everything declines, and the score stands", async () => {
    await openOne(who.sarah, TWO);
    const sent = await answer({ ...MIXED, "given.greeting": "2" });
    expect(sent.headers.get("Location")).toBe("/calls/a?done=declined");
    expect(await states()).toEqual(["declined"]);
    expect((await answers())["greeting"]).toMatchObject({ outcome: "kept", was: "2", given: "2" });
    expect(await reviews()).toEqual([]);
    expect(await notices("sarah")).toEqual(["dispute_declined"]);
    expect((await actions()).toSorted()).toEqual(["dispute.decline", "dispute.open"]);
  });

  test("clears an auto-fail that was found, and is held against the score that counts then", async () => {
    await seedCalls(env.DB, LONDON, [
      {
        recordingId: "rude",
        startedAt: "2026-11-23T09:00:00Z",
        marks: allMarks("5"),
        autoFails: ["abuse"],
      },
    ]);
    await openOne(who.sarah, { "reason.abuse": "I quoted the customer." }, "rude");
    // Somebody who does not know of the dispute marks the call meanwhile.
    const marks = Object.fromEntries(
      defaultScorecard.criteria.map(({ id }) => [`mark.${id}`, "3"]),
    );
    await ask(who.max, "/calls/rude/reviews", { ...marks, auto_fail: "abuse" });
    app.clock.nowMs += 1000;
    expect(await textOf(who.jo, "/calls/rude")).toMatch(/Keep: found not found/);
    await answer({ "given.abuse": "not_found", "why.abuse": "It is the customer's word." });
    expect(await answers()).toEqual({
      abuse: {
        outcome: "revised",
        was: "found",
        given: "not_found",
        why: "It is the customer's word.",
      },
    });
    const [current] = await rows(
      "SELECT total, flagged, auto_fails, cause FROM review WHERE is_current = 1",
    );
    expect(current).toEqual({ total: 60, flagged: 0, auto_fails: "[]", cause: "dispute" });
  });

  test.each([
    ["of which one thing is missing", { "given.greeting": "4", "why.greeting": "Yes." }],
    ["without why", { ...MIXED, "why.closing": " " }],
    ["about what is not disputed", { ...MIXED, "given.needs": "4", "why.needs": "So." }],
    ["with a mark there is none of", { ...MIXED, "given.greeting": "6" }],
    ["that takes a criterion for an auto-fail", { ...MIXED, "given.greeting": "not_found" }],
    ["with an endless why", { ...MIXED, "why.greeting": "x".repeat(1001) }],
  ])("%s is refused, and changes nothing", async (_, form) => {
    await openOne(who.sarah, TWO);
    const sent = await answer(form);
    expect(sent.status).toBe(400);
    expect([await states(), await reviews(), await actions()]).toEqual([
      ["open"],
      [],
      ["dispute.open"],
    ]);
  });

  test("gives no n/a where a criterion always applies, and offers none", async () => {
    await openOne(who.sarah, { "reason.needs": "I asked.", "reason.closing": "They hung up." });
    const form = await (await ask(who.jo, "/calls/a")).text();
    expect(form).toContain('name="given.closing" value="NA"');
    expect(form).not.toContain('name="given.needs" value="NA"');
    const sent = await answer({
      "given.needs": "NA",
      "why.needs": "So.",
      "given.closing": "NA",
      "why.closing": "So.",
    });
    expect(sent.status).toBe(400);
    expect(await states()).toEqual(["open"]);
  });

  test("comes once: of several at once one ends the dispute, and only that one is stored", async () => {
    await openOne(who.sarah, TWO);
    const sent = await Promise.all([
      answer(MIXED),
      answer({ ...MIXED, "given.greeting": "5" }, who.max),
      answer({ ...MIXED, "given.greeting": "keep" }, who.max),
    ]);
    expect(sent.map(({ status }) => status).toSorted()).toEqual([303, 409, 409]);
    const [ended] = await rows("SELECT state, answer_review_id FROM dispute");
    expect((await reviews()).length).toBe(ended?.["state"] === "revised" ? 1 : 0);
    expect((await answer(MIXED)).status).toBe(409);
    expect(
      (await actions()).filter((action) => /^dispute\.[rd]e[vc]/.test(String(action))),
    ).toHaveLength(1);
  });
});

describe("a review of the whole call", () => {
  test("answers by its marks, and says why of each thing that is disputed", async () => {
    await openOne();
    expect((await review(who.jo, await disputeId())).status).toBe(303);
    expect(await answers()).toEqual({
      greeting: { outcome: "revised", was: "2", given: "4", why: "You say it at 0:04." },
    });
  });

  test("that leaves what is disputed as it was declines, and is the last word all the same", async () => {
    await openOne();
    const marks = Object.fromEntries(
      defaultScorecard.criteria.map(({ id }) => [`mark.${id}`, id === "greeting" ? "2" : "5"]),
    );
    await ask(who.jo, "/calls/a/reviews", {
      ...marks,
      dispute: await disputeId(),
      "why.greeting": "Not within the first minute.",
      verdict: "acceptable",
    });
    expect(
      await rows("SELECT state, decided_by, answer_review_id <> '' AS linked FROM dispute"),
    ).toEqual([{ state: "declined", decided_by: ids.jo, linked: 1 }]);
    expect((await openOne()).status).toBe(409);
    expect(await actions()).toContain("dispute.decline");
  });

  test("without why is refused while the dispute is open, and stored once it is not", async () => {
    await openOne();
    const id = await disputeId();
    const marks = Object.fromEntries(
      defaultScorecard.criteria.map(({ id: name }) => [`mark.${name}`, "4"]),
    );
    const silent = () => ask(who.jo, "/calls/a/reviews", { ...marks, dispute: id });
    const refused = await silent();
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining("say why, for the agent to read"),
    ]);
    await decline(who.max);
    expect((await silent()).headers.get("Location")).toBe("/calls/a?done=reviewed-late");
  });
});

test("a dispute that was answered as a whole reads as it did, and counts as it did", async () => {
  await openOne(who.sarah, TWO);
  await env.DB.prepare(
    "UPDATE dispute SET state = 'declined', decided_by = ?, decided_at = opened_at + 60000, answer = 'Both marks stand.'",
  )
    .bind(ids.jo)
    .run();
  const text = await textOf(who.sarah, "/calls/a");
  expect(text).toContain("Both marks stand.");
  expect(text).not.toMatch(/Stays|Revised from/);
  expect(await textOf(who.max, "/disputes?state=all")).toMatch(/Greeting[^%]* 1 [\d.]+ % 0\.0 %/);
});

test("answers hide telephone numbers from whoever sees none, and go with a caller's data", async () => {
  await env.DB.prepare("UPDATE site SET numbers_shown_to = 'managers'").run();
  await openOne();
  await decline(who.max, "Call 020 7946 0958 back.");
  expect(await textOf(who.sarah, "/calls/a")).not.toContain("7946 0958");
  expect(await textOf(who.max, "/calls/a")).toContain("7946 0958");
});
