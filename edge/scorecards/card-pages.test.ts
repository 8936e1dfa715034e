import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import type { ScorecardContent } from "#shared/scorecard/scorecard.ts";

import { openDatabase } from "../db/client.ts";
import { valueOf, visitor, type Visitor } from "../testing/page-forms.ts";
import { seedSite } from "../testing/seed-site.ts";
import { signedIn } from "../testing/signed-in.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { testApp, type TestApp } from "../testing/test-app.ts";
import { showScorecard } from "./scorecards.usecase.ts";
import { draftFormOf } from "./testing/draft-form.ts";

const SITE = "nordwind";
const db = openDatabase(env.DB);

let app: TestApp;
let manager: Visitor;
let other: Visitor;
let reviewer: Visitor;

beforeEach(async () => {
  await emptyDatabase();
  await seedSite(SITE, "Europe/London");
  app = testApp();
  manager = visitor(app, await signedIn(SITE, "manager"));
  other = visitor(app, await signedIn(SITE, "admin"));
  reviewer = visitor(app, await signedIn(SITE, "reviewer"));
});

const CARD = "sales_calls";
const COPY = { name: "Sales calls", copy_of: `default/${defaultScorecard.version}` };
const stored = (version: number | null = null) => showScorecard(db, SITE, "sales_calls", version);
const audit = () => rows("SELECT action FROM audit_event ORDER BY at, rowid");

const weights = ({ criteria }: ScorecardContent) => criteria.map(({ weight }) => weight);

describe("the list", () => {
  test("begins with the built-in card and says how to make one of one's own", async () => {
    const { status, text } = await manager.open("/scorecards");
    expect(status).toBe(200);
    expect(text).toContain("Call quality");
    expect(text).toContain("Make a scorecard of your own");
    expect(text).toContain("judges nothing any more");
  });

  test("shows reviewers everything and no button", async () => {
    await manager.send("/scorecards", COPY);
    const { text } = await reviewer.open("/scorecards");
    expect(text).toContain("Sales calls");
    expect(text).not.toContain('action="/scorecards"');
    expect(text).not.toContain("/scorecards/sales_calls/draft");
  });
});

describe("a copy", () => {
  test("opens in the editor, named as was asked", async () => {
    const { status, location } = await manager.send("/scorecards", COPY);
    expect([status, location]).toEqual([303, "/scorecards/sales_calls/draft?done=created"]);
    const card = await stored();
    expect(card).toMatchObject({ name: "Sales calls", state: "draft", criteria: 8 });
    const { text } = await manager.open(location);
    expect(text).toContain("Weights: 100 %");
    expect(valueOf(text, "criteria.0.name")).toBe("Greeting");
  });

  test("sent twice makes one card, and says so beside the name", async () => {
    await manager.send("/scorecards", COPY);
    const again = await manager.send("/scorecards", COPY);
    expect(again.status).toBe(409);
    expect(again.text).toContain("There is a scorecard sales_calls already");
    expect(valueOf(again.text, "name")).toBe("Sales calls");
  });

  test.each([
    ["no name", { ...COPY, name: " " }],
    ["a name that could be markup", { ...COPY, name: "<script>alert(1)</script>" }],
    ["nothing to copy", { ...COPY, copy_of: "" }],
  ])("with %s is refused beside the field", async (_, form) => {
    const { status, text } = await manager.send("/scorecards", form);
    expect(status).toBe(400);
    expect(text).toContain("field-problem");
    expect(text).not.toContain("<script>alert");
    expect(await rows("SELECT * FROM scorecard_version")).toEqual([]);
  });

  test("is not a reviewer's to make", async () => {
    expect((await reviewer.send("/scorecards", COPY)).status).toBe(403);
  });
});

describe("the editor", () => {
  beforeEach(async () => {
    await manager.send("/scorecards", COPY);
  });
  const send = (form: Record<string, string>, by = manager) =>
    by.send("/scorecards/sales_calls/draft", form);

  test("stores what was written, long texts on one line", async () => {
    app.clock.nowMs += 1000;
    const form = await draftFormOf(SITE, CARD, (card) => {
      Object.assign(card.criteria[0] ?? {}, {
        weight: "12,5",
        judged: "Said hello,\r\n  by name.",
      });
      Object.assign(card.criteria[1] ?? {}, { weight: "7.5" });
    });
    const { status, location } = await send(form);
    expect([status, location]).toEqual([303, "/scorecards/sales_calls/draft?done=saved"]);
    const { content } = await stored();
    expect(weights(content).slice(0, 2)).toEqual([12.5, 7.5]);
    expect(content.criteria[0]?.judged).toBe("Said hello, by name.");
  });

  test("says beside the fields what is wrong, and comes back with all that was typed", async () => {
    const form = await draftFormOf(SITE, CARD, (card) => {
      Object.assign(card.criteria[0] ?? {}, { weight: "a lot", name: "" });
      Object.assign(card.criteria[2] ?? {}, { judged: "<script>alert(1)</script>" });
      Object.assign(card.criteria[2]?.levels ?? {}, { 4: "" });
      card.flag_below = "200";
    });
    const { status, text } = await send(form);
    expect(status).toBe(400);
    for (const problem of [
      'id="criteria.0.weight.problem">write a number here',
      'id="criteria.0.name.problem">write something here',
      'id="criteria.2.judged.problem">write it without &lt; and &gt;',
      'id="criteria.2.levels.4.problem">write something here',
      'id="flag_below.problem">at most 100',
    ]) {
      expect(text).toContain(problem);
    }
    expect(valueOf(text, "criteria.0.weight")).toBe("a lot");
    expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;</textarea>");
    expect(text).toContain("Understanding of needs: level 4");
    expect(weights((await stored()).content)[0]).toBe(10);
  });

  test("says by how much the weights are off", async () => {
    const form = await draftFormOf(SITE, CARD, (card) =>
      Object.assign(card.criteria[0] ?? {}, { weight: "5" }),
    );
    const { status, text } = await send(form);
    expect(status).toBe(400);
    expect(text).toContain("Weights: 95 %: add 5");
    expect(text).toContain("the weights sum to 95, not 100: add 5");
  });

  test("adds, moves and removes criteria without storing anything", async () => {
    const card = await draftFormOf(SITE, CARD, (one) =>
      Object.assign(one, { name: "Typed and not saved" }),
    );
    const added = await send({ ...card, do: "add.criteria" });
    expect(added.status).toBe(200);
    expect(valueOf(added.text, "name")).toBe("Typed and not saved");
    expect(added.text).toContain("Criterion 9 of 9");
    const moved = await send({ ...card, do: "down.criteria.0" });
    expect(valueOf(moved.text, "criteria.0.name")).toBe("Customer identification");
    expect(moved.text).toContain("Greeting is now criterion 2 of 8.");
    const removed = await send({ ...card, do: "remove.criteria.0" });
    expect(valueOf(removed.text, "criteria.0.name")).toBe("Customer identification");
    expect(removed.text).toContain("Weights: 90 %: add 10");
    expect((await stored()).name).toBe("Sales calls");
    expect(await audit()).toEqual([{ action: "scorecard.create" }]);
  });

  test("makes the id of a new criterion of its name, once", async () => {
    const form = await draftFormOf(SITE, CARD, (card) => {
      const [first] = card.criteria;
      if (first === undefined) return;
      first.weight = "5";
      card.criteria.push({ ...first, id: "", name: "Greeting" });
    });
    await send(form);
    expect((await stored()).content.criteria.at(-1)).toMatchObject({ id: "greeting_2" });
  });

  test("puts all criteria into the first section, and into another's place when one goes", async () => {
    const card = await draftFormOf(SITE, CARD);
    const { text } = await send({ ...card, do: "add.sections" });
    expect(text.match(/<option value="section_1" selected/g)).toHaveLength(8);
  });

  test("a form that is sent twice is stored once and complains of nothing", async () => {
    const form = await draftFormOf(SITE, CARD, (card) => Object.assign(card, { name: "Sales" }));
    app.clock.nowMs += 1000;
    expect((await send(form)).status).toBe(303);
    app.clock.nowMs += 1000;
    expect((await send(form)).status).toBe(303);
    expect((await stored()).name).toBe("Sales");
  });

  test("does not save over somebody else's newer draft: 409, and both are shown", async () => {
    const mine = await draftFormOf(SITE, CARD, (card) => Object.assign(card, { name: "Mine" }));
    app.clock.nowMs += 1000;
    await send(
      await draftFormOf(SITE, CARD, (card) => Object.assign(card, { name: "Theirs" })),
      other,
    );
    const { status, text } = await send(mine);
    expect(status).toBe(409);
    expect(text).toContain("Somebody else changed this card after you opened it");
    expect(text).toContain("<del>Theirs</del>");
    expect(text).toContain("<ins>Mine</ins>");
    expect(valueOf(text, "name")).toBe("Mine");
    expect((await stored()).name).toBe("Theirs");
    // whoever has seen theirs may replace it
    app.clock.nowMs += 1000;
    const again = await send({ ...mine, updated_at: valueOf(text, "updated_at") });
    expect(again.status).toBe(303);
    expect((await stored()).name).toBe("Mine");
  });

  test("does not begin a next version beside one that somebody else began", async () => {
    await manager.send("/scorecards/sales_calls/1/publish", {
      updated_at: String(Date.parse((await stored()).updated_at ?? "")),
    });
    const mine = await draftFormOf(SITE, CARD, (card) => Object.assign(card, { name: "Mine" }));
    app.clock.nowMs += 1000;
    await send(
      await draftFormOf(SITE, CARD, (card) => Object.assign(card, { name: "Theirs" })),
      other,
    );
    expect((await send(mine)).status).toBe(409);
    expect(await stored()).toMatchObject({ version: 2, state: "draft", name: "Theirs" });
  });

  test("is for managers, and not for the built-in card", async () => {
    expect((await reviewer.open("/scorecards/sales_calls/draft")).status).toBe(403);
    expect((await send(await draftFormOf(SITE, CARD), reviewer)).status).toBe(403);
    expect((await manager.open("/scorecards/default/draft")).status).toBe(303);
    expect((await manager.open("/scorecards/nothing/draft")).status).toBe(404);
  });

  test("takes a form with thousands of criteria for what it is", async () => {
    const form = await draftFormOf(SITE, CARD);
    for (let at = 0; at < 500; at += 1) form[`criteria.${at}.name`] = "x";
    const { status, text } = await send(form);
    expect(status).toBe(400);
    expect(text).toContain("at most 20");
  });
});
