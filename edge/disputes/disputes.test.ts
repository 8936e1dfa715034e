import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { seedPerson, signedInAs } from "../testing/signed-in.ts";
import { rows } from "../testing/table-rows.ts";
import {
  acknowledge,
  actions,
  app,
  ask,
  decline,
  disputeId,
  ids,
  item,
  notices,
  NOW_MS,
  openOne,
  OTHER,
  REASONS,
  review,
  scoreAnew,
  seedDisputable,
  states,
  who,
  withdraw,
} from "./testing/disputable-site.ts";

beforeEach(seedDisputable);

describe("a score", () => {
  test("is acknowledged by its agent, once", async () => {
    const sent = await acknowledge();
    expect([sent.status, sent.headers.get("Location")]).toEqual([
      303,
      "/calls/a?done=acknowledged",
    ]);
    expect(
      await rows("SELECT score_version, review_id, person_id, at FROM score_acknowledgement"),
    ).toEqual([{ score_version: 1, review_id: "", person_id: ids.sarah, at: NOW_MS }]);
    expect(await actions()).toEqual(["score.acknowledge"]);
    expect((await acknowledge()).status).toBe(409);
    expect((await openOne()).status).toBe(409);
    expect(await ask(who.jo, "/calls/a").then((page) => page.text())).toContain("Acknowledged by");
  });

  test("that is acknowledged counts as such only while it counts itself", async () => {
    await acknowledge();
    await review();
    app.clock.nowMs += 1000;
    expect((await acknowledge()).status).toBe(303);
    expect(
      await rows("SELECT review_id <> '' AS ofReview FROM score_acknowledgement ORDER BY at"),
    ).toEqual([{ ofReview: 0 }, { ofReview: 1 }]);
  });

  test.each([
    ["another agent's call", () => openOne(who.grace), 404],
    ["another agent's call, acknowledged", () => acknowledge(who.grace), 404],
    ["a call there is none of", () => openOne(who.sarah, REASONS, "nowhere"), 404],
    ["a call without a score", () => openOne(who.sarah, REASONS, "unscored"), 409],
    [
      "without a reason",
      () => openOne(who.sarah, { "reason.greeting": " ", comment: "Unfair." }),
      400,
    ],
    [
      "about a criterion of no card",
      () => openOne(who.sarah, { "reason.charm": "I have it." }),
      400,
    ],
    [
      "with an endless reason",
      () => openOne(who.sarah, { "reason.greeting": "x".repeat(1001) }),
      400,
    ],
    ["by a reviewer", () => openOne(who.jo), 403],
  ])("is not disputed: %s", async (_, send, status) => {
    expect((await send()).status).toBe(status);
    expect(await rows("SELECT * FROM dispute")).toEqual([]);
    expect(await rows("SELECT * FROM score_acknowledgement")).toEqual([]);
    expect(await actions()).toEqual([]);
  });

  test("is another site's, where an agent has the same user", async () => {
    const stranger = await signedInAs(OTHER.id, await seedPerson(OTHER.id, "agent", "1001"));
    expect((await openOne(stranger)).status).toBe(404);
    await openOne();
    const manager = await signedInAs(OTHER.id, await seedPerson(OTHER.id, "manager"));
    expect((await decline(manager)).status).toBe(404);
    expect((await withdraw(stranger)).status).toBe(404);
    expect(await states()).toEqual(["open"]);
    expect(await (await ask(manager, "/disputes?state=all")).text()).not.toContain("Sarah");
  });
});

describe("the time limit", () => {
  const LAST_MS = Date.parse("2026-12-07T23:59:59Z");

  test("ends with the fourteenth day after the score on the site's clock", async () => {
    app.clock.nowMs = LAST_MS;
    expect(await (await ask(who.max, "/calls/a")).status).toBe(200);
    expect((await openOne()).status).toBe(303);
    await env.DB.prepare("DELETE FROM dispute").run();
    app.clock.nowMs = LAST_MS + 1000;
    expect((await openOne()).status).toBe(409);
    expect((await acknowledge()).status).toBe(409);
  });

  test("is the site's to set, and 0 means that scores are not disputed", async () => {
    await env.DB.prepare("UPDATE site SET dispute_days = 0").run();
    expect((await openOne()).status).toBe(409);
    await env.DB.prepare("UPDATE site SET dispute_days = 30").run();
    app.clock.nowMs = LAST_MS + 1000;
    expect((await openOne()).status).toBe(303);
  });

  test("does not run against an agent whose dispute waits for an answer", async () => {
    await openOne();
    app.clock.nowMs = LAST_MS + 30 * 86_400_000;
    expect((await decline()).status).toBe(303);
  });
});

describe("an open dispute", () => {
  test("puts its call on top of the queue, tells the staff, and is kept", async () => {
    const sent = await openOne(who.sarah, { ...REASONS, comment: "Please listen again." });
    expect([sent.status, sent.headers.get("Location")]).toEqual([303, "/calls/a?done=disputed"]);
    expect(await item()).toEqual(["open", ["disputed", "flagged"], 100]);
    expect([await notices("jo"), await notices("max"), await notices("sarah")]).toEqual([
      ["dispute_opened"],
      ["dispute_opened"],
      [],
    ]);
    expect(await actions()).toEqual(["dispute.open"]);
    const [stored] = await rows("SELECT reasons, comment, score_version FROM dispute");
    expect(stored).toEqual({
      reasons: '{"greeting":"I said my name at the start."}',
      comment: "Please listen again.",
      score_version: 1,
    });
    const text = await (await ask(who.jo, "/calls/a")).text();
    for (const shown of [
      "The score is disputed",
      "I said my name at the start.",
      "Send the answer",
    ]) {
      expect(text).toContain(shown);
    }
    expect(await (await ask(who.jo, "/review?reason=disputed")).text()).toContain(
      "/review/a/take?reason=disputed",
    );
  });

  test("brings back a call that left the queue, and lets it go again", async () => {
    await openOne(who.sarah, REASONS, "good");
    expect(await item("good")).toEqual(["open", ["disputed"], 100]);
    await decline();
    expect(await item("good")).toEqual(["done", [], 0]);
  });

  test("is the only one of its call, however often it is sent at once", async () => {
    const sent = await Promise.all(Array.from({ length: 5 }, () => openOne()));
    expect(sent.map(({ status }) => status).toSorted()).toEqual([303, 409, 409, 409, 409]);
    expect(await states()).toEqual(["open"]);
    expect(await notices("jo")).toEqual(["dispute_opened"]);
    expect((await acknowledge()).status).toBe(409);
  });

  test("shows what agents write as text, whatever it looks like", async () => {
    await openOne(who.sarah, {
      "reason.greeting": "<script>alert(1)</script>\u202e",
      comment: '"><img src=x onerror=alert(1)>',
    });
    const text = await (await ask(who.jo, "/calls/a")).text();
    expect(text).toContain("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>");
    expect(text).not.toContain("<img src=x");
  });
});

describe("a dispute ends", () => {
  beforeEach(async () => {
    await openOne();
    app.clock.nowMs += 60_000;
  });

  test("revised, by a review that answers it", async () => {
    expect((await review(who.jo, await disputeId())).status).toBe(303);
    const [ended] = await rows(
      "SELECT state, decided_by, decided_at, answer, answer_review_id = (SELECT id FROM review) AS isLinked FROM dispute",
    );
    expect(ended).toEqual({
      state: "revised",
      decided_by: ids.jo,
      decided_at: NOW_MS + 60_000,
      answer: "You are right.",
      isLinked: 1,
    });
    expect(await rows("SELECT cause, is_current, total FROM review")).toEqual([
      { cause: "dispute", is_current: 1, total: 80 },
    ]);
    expect((await item())?.[0]).toBe("done");
    expect(await notices("sarah")).toEqual(["dispute_revised"]);
    expect((await actions()).toSorted()).toEqual([
      "dispute.open",
      "dispute.revise",
      "review.submit",
    ]);
  });

  test("revised, and what was decided can be acknowledged but not disputed again", async () => {
    await review(who.jo, await disputeId());
    expect((await openOne()).status).toBe(409);
    expect((await acknowledge()).status).toBe(303);
  });

  test("declined, with a text, and the score stands", async () => {
    expect((await decline(who.jo, "")).status).toBe(400);
    expect((await decline()).headers.get("Location")).toBe("/calls/a?done=declined");
    expect(await states()).toEqual(["declined"]);
    expect(await notices("sarah")).toEqual(["dispute_declined"]);
    expect(await item()).toEqual(["open", ["flagged"], 60]);
    expect((await openOne()).status).toBe(409);
    expect(await (await ask(who.max, "/calls/a")).text()).toContain("It is not on the recording.");
  });

  test("withdrawn by its agent alone, who may dispute again", async () => {
    expect((await withdraw(who.grace)).status).toBe(404);
    expect((await withdraw(who.jo)).status).toBe(403);
    expect((await withdraw()).status).toBe(303);
    expect(await notices("jo")).toEqual(["dispute_opened", "dispute_withdrawn"]);
    app.clock.nowMs += 60_000;
    expect((await openOne()).status).toBe(303);
    expect(await states()).toEqual(["withdrawn", "open"]);
  });

  test("expired, when the judge's score it is about is replaced, and the new one may be disputed", async () => {
    await scoreAnew();
    expect(await rows("SELECT state, decided_by FROM dispute")).toEqual([
      { state: "expired", decided_by: null },
    ]);
    expect(await item()).toEqual(["open", ["flagged"], 60]);
    expect(await notices("sarah")).toEqual(["dispute_expired"]);
    expect((await openOne()).status).toBe(303);
  });

  test.each([
    ["declined", () => decline(who.max)],
    ["withdrawn", () => withdraw()],
  ])("once: when it is %s, it is not decided again", async (state, end) => {
    await end();
    expect((await decline()).status).toBe(409);
    expect((await withdraw()).status).toBe(409);
    expect(await states()).toEqual([state]);
    // The review is stored all the same: a person marked the call. It only answers nothing.
    const late = await review(who.jo, await disputeId());
    expect(late.headers.get("Location")).toBe("/calls/a?done=reviewed-late");
    expect([await states(), await rows("SELECT cause FROM review")]).toEqual([
      [state],
      [{ cause: "review" }],
    ]);
  });

  test("with one decision, when several come at once", async () => {
    const id = await disputeId();
    const sent = await Promise.all([
      decline(who.jo),
      decline(who.max),
      withdraw(),
      review(who.jo, id),
      review(who.max, id),
    ]);
    expect(sent.slice(0, 3).filter(({ status }) => status === 303).length).toBeLessThanOrEqual(1);
    const [ended] = await rows("SELECT state FROM dispute");
    const decisions = (await actions()).filter((action) =>
      /^dispute\.(?!open)/.test(String(action)),
    );
    expect(decisions).toHaveLength(1);
    expect(String(decisions[0])).toContain(String(ended?.["state"]).slice(0, 5));
    expect((await rows("SELECT cause FROM review WHERE cause = 'dispute'")).length).toBe(
      ended?.["state"] === "revised" ? 1 : 0,
    );
  });
});
