import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { openDatabase } from "../db/client.ts";
import { visitor, type Visitor } from "../testing/page-forms.ts";
import { seedSite } from "../testing/seed-site.ts";
import { signedIn } from "../testing/signed-in.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { testApp, type TestApp } from "../testing/test-app.ts";
import { showScorecard } from "./scorecards.usecase.ts";
import { draftFormOf } from "./testing/draft-form.ts";

const SITE = "nordwind";
const CARD = "sales_calls";
const COPY = { name: "Sales calls", copy_of: `default/${defaultScorecard.version}` };

let app: TestApp;
let manager: Visitor;
let reviewer: Visitor;

beforeEach(async () => {
  await emptyDatabase();
  await seedSite(SITE, "Europe/London");
  app = testApp();
  manager = visitor(app, await signedIn(SITE, "manager"));
  reviewer = visitor(app, await signedIn(SITE, "reviewer"));
});

const stored = () => showScorecard(openDatabase(env.DB), SITE, CARD, null);

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
    const form = await draftFormOf(SITE, CARD, (card) => Object.assign(card, { flag_below: "70" }));
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
      await draftFormOf(SITE, CARD, (card) => Object.assign(card, { name: "Other" })),
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
      await draftFormOf(SITE, CARD, (card) => Object.assign(card, { name: "Next" })),
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
    expect(text).toContain("<bdi>&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;SELAS</bdi>");
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
