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
import { fieldsOfCard, LEVELS, type CardFields } from "./card-form.ts";
import { showScorecard } from "./scorecards.usecase.ts";

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

const COPY = { name: "Sales calls", copy_of: `default/${defaultScorecard.version}` };
const stored = (version: number | null = null) => showScorecard(db, SITE, "sales_calls", version);
const audit = () => rows("SELECT action FROM audit_event ORDER BY at, rowid");

/** The editor's form as a browser sends it, with what `change` does to it. */
async function draftForm(change: (card: CardFields) => void = () => undefined) {
  const { content, version, updated_at } = await stored();
  const card = fieldsOfCard(content);
  change(card);
  return formOf(card, { version, updatedAt: Date.parse(updated_at ?? "") });
}

function formOf(card: CardFields, seen: { version: number; updatedAt: number }) {
  const form: Record<string, string> = {
    seen_version: String(seen.version),
    updated_at: String(seen.updatedAt),
    do: "save",
    name: card.name,
    flag_below: card.flag_below,
    min_call_sec: card.min_call_sec,
  };
  for (const [at, { levels, ...criterion }] of card.criteria.entries()) {
    for (const [name, value] of Object.entries(criterion)) form[`criteria.${at}.${name}`] = value;
    for (const mark of LEVELS) form[`criteria.${at}.levels.${mark}`] = levels[mark];
  }
  for (const [at, item] of card.auto_fails.entries()) {
    for (const [name, value] of Object.entries(item)) form[`auto_fails.${at}.${name}`] = value;
  }
  for (const [at, section] of card.sections.entries()) {
    for (const [name, value] of Object.entries(section)) form[`sections.${at}.${name}`] = value;
  }
  return form;
}

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
    const form = await draftForm((card) => {
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
    const form = await draftForm((card) => {
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
    const form = await draftForm((card) => Object.assign(card.criteria[0] ?? {}, { weight: "5" }));
    const { status, text } = await send(form);
    expect(status).toBe(400);
    expect(text).toContain("Weights: 95 %: add 5");
    expect(text).toContain("the weights sum to 95, not 100: add 5");
  });

  test("adds, moves and removes criteria without storing anything", async () => {
    const card = await draftForm((one) => Object.assign(one, { name: "Typed and not saved" }));
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
    const form = await draftForm((card) => {
      const [first] = card.criteria;
      if (first === undefined) return;
      first.weight = "5";
      card.criteria.push({ ...first, id: "", name: "Greeting" });
    });
    await send(form);
    expect((await stored()).content.criteria.at(-1)).toMatchObject({ id: "greeting_2" });
  });

  test("puts all criteria into the first section, and into another's place when one goes", async () => {
    const card = await draftForm();
    const { text } = await send({ ...card, do: "add.sections" });
    expect(text.match(/<option value="section_1" selected/g)).toHaveLength(8);
  });

  test("a form that is sent twice is stored once and complains of nothing", async () => {
    const form = await draftForm((card) => Object.assign(card, { name: "Sales" }));
    app.clock.nowMs += 1000;
    expect((await send(form)).status).toBe(303);
    app.clock.nowMs += 1000;
    expect((await send(form)).status).toBe(303);
    expect((await stored()).name).toBe("Sales");
  });

  test("does not save over somebody else's newer draft: 409, and both are shown", async () => {
    const mine = await draftForm((card) => Object.assign(card, { name: "Mine" }));
    app.clock.nowMs += 1000;
    await send(await draftForm((card) => Object.assign(card, { name: "Theirs" })), other);
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
    const mine = await draftForm((card) => Object.assign(card, { name: "Mine" }));
    app.clock.nowMs += 1000;
    await send(await draftForm((card) => Object.assign(card, { name: "Theirs" })), other);
    expect((await send(mine)).status).toBe(409);
    expect(await stored()).toMatchObject({ version: 2, state: "draft", name: "Theirs" });
  });

  test("is for managers, and not for the built-in card", async () => {
    expect((await reviewer.open("/scorecards/sales_calls/draft")).status).toBe(403);
    expect((await send(await draftForm(), reviewer)).status).toBe(403);
    expect((await manager.open("/scorecards/default/draft")).status).toBe(303);
    expect((await manager.open("/scorecards/nothing/draft")).status).toBe(404);
  });

  test("takes a form with thousands of criteria for what it is", async () => {
    const form = await draftForm();
    for (let at = 0; at < 500; at += 1) form[`criteria.${at}.name`] = "x";
    const { status, text } = await send(form);
    expect(status).toBe(400);
    expect(text).toContain("at most 20");
  });
});

describe("publishing", () => {
  const updatedAt = async () => String(Date.parse((await stored()).updated_at ?? ""));
  const publish = async (version: number, form: Record<string, string> = {}) =>
    manager.send(`/scorecards/sales_calls/${version}/publish`, {
      updated_at: await updatedAt(),
      ...form,
    });

  beforeEach(async () => {
    await manager.send("/scorecards", COPY);
  });

  test("shows what changes first, then publishes what was shown", async () => {
    const form = await draftForm((card) => Object.assign(card, { flag_below: "70" }));
    app.clock.nowMs += 1000;
    await manager.send("/scorecards/sales_calls/draft", form);
    const { text } = await manager.open("/scorecards/sales_calls/1/publish");
    expect(text).toContain("<del>60</del>");
    expect(text).toContain("<ins>70</ins>");
    const { status, location } = await publish(1);
    expect([status, location]).toEqual([303, "/scorecards/sales_calls/1?done=published"]);
    expect((await stored()).state).toBe("published");
    expect((await publish(1)).status).toBe(409);
  });

  test("is refused when the draft was saved again after it was shown", async () => {
    const seen = await updatedAt();
    app.clock.nowMs += 1000;
    await manager.send(
      "/scorecards/sales_calls/draft",
      await draftForm((card) => Object.assign(card, { name: "Other" })),
    );
    const { status, text } = await publish(1, { updated_at: seen });
    expect(status).toBe(409);
    expect(text).toContain("Not published.");
    expect((await stored()).state).toBe("draft");
  });

  test("takes the campaigns of an earlier version along, where they are ticked", async () => {
    await publish(1);
    for (const campaign of ["SALES", "RETAIN", ""]) {
      await manager.send("/scorecards/assignments", { campaign, card: "sales_calls/1" });
    }
    app.clock.nowMs += 1000;
    await manager.send(
      "/scorecards/sales_calls/draft",
      await draftForm((card) => Object.assign(card, { name: "Next" })),
    );
    const { text } = await manager.open("/scorecards/sales_calls/2/publish");
    expect(text).toContain("<bdi>SALES</bdi>");
    await publish(2, { campaign: "SALES" });
    expect(await rows("SELECT campaign_id, version FROM scorecard_assignment ORDER BY 1")).toEqual([
      { campaign_id: "", version: 1 },
      { campaign_id: "RETAIN", version: 1 },
      { campaign_id: "SALES", version: 2 },
    ]);
  });

  test("and retiring and assigning are not a reviewer's", async () => {
    for (const path of ["1/publish", "1/retire"]) {
      expect((await reviewer.send(`/scorecards/sales_calls/${path}`, {})).status).toBe(403);
    }
    const assigned = await reviewer.send("/scorecards/assignments", { campaign: "", card: "" });
    expect(assigned.status).toBe(403);
  });
});

describe("assigning", () => {
  test("shows a campaign with a hostile name as text, and takes the card away again", async () => {
    const campaign = '"><script>alert(1)</script>\u202eSELAS';
    await manager.send("/scorecards/assignments", { campaign, card: "default/2" });
    const { text } = await manager.open("/scorecards");
    expect(text).toContain("<bdi>&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\u202eSELAS</bdi>");
    expect(text).not.toContain("<script>alert");
    await manager.send("/scorecards/assignments", { campaign, card: "" });
    expect(await rows("SELECT * FROM scorecard_assignment")).toEqual([]);
  });

  test("of a draft, or of what is not there, is refused", async () => {
    await manager.send("/scorecards", COPY);
    const draft = { campaign: "", card: "sales_calls/1" };
    expect((await manager.send("/scorecards/assignments", draft)).status).toBe(409);
    const nothing = { campaign: "", card: "nothing" };
    expect((await manager.send("/scorecards/assignments", nothing)).status).toBe(400);
  });
});

describe("a version's page", () => {
  test("shows how it differs from the one before, and offers reviewers nothing to change", async () => {
    await manager.send("/scorecards", COPY);
    const asManager = await manager.open("/scorecards/sales_calls/1");
    expect(asManager.text).toContain("1 difference from Call quality, version 2");
    expect(asManager.text).toContain("Publish…");
    const asReviewer = await reviewer.open("/scorecards/sales_calls/1");
    expect(asReviewer.status).toBe(200);
    expect(asReviewer.text).not.toContain('<form method="post" action="/scorecards');
  });

  test.each(["/scorecards/sales_calls/9", "/scorecards/sales_calls/x", "/scorecards/no/1"])(
    "%s is not there",
    async (path) => {
      expect((await manager.open(path)).status).toBe(404);
    },
  );

  test("retires a draft", async () => {
    await manager.send("/scorecards", COPY);
    const { location } = await manager.send("/scorecards/sales_calls/1/retire", {});
    expect(location).toBe("/scorecards/sales_calls/1?done=retired");
    expect((await manager.send("/scorecards/sales_calls/1/retire", {})).status).toBe(409);
  });
});
