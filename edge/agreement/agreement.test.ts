import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import type { Marks } from "#shared/scoring/score-call.ts";

import { openDatabase } from "../db/client.ts";
import { allMarks } from "../qa-api/testing/all-marks.ts";
import { readerApp } from "../qa-api/testing/reader-app.ts";
import { LONDON, seedCalls, seedSite } from "../qa-api/testing/seed-site.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { seedPerson } from "../testing/signed-in.ts";
import { emptyDatabase } from "../testing/table-rows.ts";
import { agreementRoutes } from "./agreement.routes.tsx";
import { viewReviewAgreement } from "./review-agreement.usecase.ts";

const NOW = "2026-11-24T09:30:00Z";
const PERIOD = { from: "2026-11-01", to: "2026-11-24" };
let reviewer: string;

beforeEach(async () => {
  await emptyDatabase();
  await seedSite(env.DB, LONDON);
  reviewer = await seedPerson(LONDON.id, "reviewer");
});

type Reviewed = { id: string; judge: Marks; person: Marks; blind?: boolean; provider?: string };

/** Calls of one day that were judged, then reviewed in this order. */
async function reviewed(...list: Reviewed[]): Promise<void> {
  await seedCalls(
    env.DB,
    LONDON,
    list.map(({ id, judge, provider }) => ({
      recordingId: id,
      startedAt: "2026-11-20T09:00:00Z",
      marks: judge,
      ...(provider === undefined ? {} : { provider }),
    })),
  );
  const insert = env.DB.prepare(
    `INSERT INTO review (id, site_id, recording_id, is_current, score_version, scorecard_id, scorecard_version, reviewer_id,
       cause, marks, comments, auto_fails, total, flagged, comment, is_blind, local_date, created_at)
     VALUES (?1, '${LONDON.id}', ?1, 1, 1, 'default', 1, ?2, 'review', ?3, '{}', '[]', 60, 0, '', ?4, '2026-11-20', ?5)`,
  );
  await env.DB.batch(
    list.map(({ id, person, blind }, at) =>
      insert.bind(id, reviewer, JSON.stringify(person), blind === true ? 1 : 0, at),
    ),
  );
}

const view = (blindOnly = false) =>
  viewReviewAgreement(openDatabase(env.DB), LONDON.id, PERIOD, { blindOnly });

async function page(query = ""): Promise<string> {
  const app = readerApp(LONDON, NOW, (mounted) => mounted.route("/", agreementRoutes()));
  const response = await app.request(`/agreement${query}`);
  expect(response.status).toBe(200);
  return response.text();
}

describe("agreement in everyday reviews", () => {
  test("holds each review against the score it stands beside, criterion by criterion", async () => {
    await reviewed(
      { id: "same", judge: allMarks("4"), person: allMarks("4") },
      { id: "off", judge: allMarks("4"), person: { ...allMarks("4"), greeting: "2" } },
    );
    const { all, reviews, totals } = await view();
    expect(reviews).toBe(2);
    expect(all.find(({ id }) => id === "all")?.figures).toMatchObject({ calls: 2, exact: 15 / 16 });
    expect(all.find(({ id }) => id === "greeting")?.figures).toMatchObject({
      exact: 0.5,
      withinOne: 0.5,
      meanError: 1,
      bias: 1,
    });
    // seeded reviews total 60, the judge gave 80
    expect(totals).toEqual({ meanError: 20, bias: 20, sameFlag: 1 });
  });

  test("keeps blind reviews, models and prompts apart", async () => {
    await reviewed(
      { id: "blind", judge: allMarks("5"), person: allMarks("3"), blind: true },
      { id: "seeing", judge: allMarks("5"), person: allMarks("5"), provider: "rules" },
    );
    const { bySight, byJudge } = await view();
    expect(bySight.map(({ id, figures }) => [id, figures.exact])).toEqual([
      ["blind", 0],
      ["seeing", 1],
    ]);
    expect(byJudge.map(({ name }) => name).toSorted()).toEqual([
      "Gemini, test-model, prompt prompt-1",
      "built-in rules",
    ]);
    const blind = await view(true);
    expect([blind.reviews, blind.all[0]?.figures.exact]).toEqual([1, 0]);
  });

  test("takes the newest 25 of a criterion, later than all older ones", async () => {
    const older = Array.from({ length: 10 }, (_, at) => ({
      id: `o${at}`,
      judge: allMarks("1"),
      person: allMarks("5"),
    }));
    const newer = Array.from({ length: 25 }, (_, at) => ({
      id: `n${at}`,
      judge: allMarks("4"),
      person: allMarks("4"),
    }));
    await reviewed(...older, ...newer);
    const { rolling, all } = await view();
    expect(rolling.get("greeting")).toBe(1);
    expect(all[0]?.figures.exact).toBeCloseTo(25 / 35);
  });

  test("takes the score that stood there when the call was reviewed, not a later one", async () => {
    await reviewed({ id: "again", judge: allMarks("4"), person: allMarks("4") });
    await env.DB.prepare("UPDATE score SET is_current = 0").run();
    expect((await view()).all[0]?.figures.exact).toBe(1);
  });

  test("leaves out what is not current, not of the period, or never had a score", async () => {
    await reviewed(
      { id: "old", judge: allMarks("4"), person: allMarks("4") },
      { id: "replaced", judge: allMarks("4"), person: allMarks("4") },
      { id: "unjudged", judge: allMarks("4"), person: allMarks("4") },
    );
    await env.DB.batch([
      env.DB.prepare("UPDATE review SET local_date = '2026-10-01' WHERE id = 'old'"),
      env.DB.prepare("UPDATE review SET is_current = 0 WHERE id = 'replaced'"),
      env.DB.prepare("UPDATE review SET score_version = NULL WHERE id = 'unjudged'"),
    ]);
    expect((await view()).reviews).toBe(0);
  });

  test("reads at most 1,000 rows, of the newest calls, and says that there are more", async () => {
    await reviewed(
      ...Array.from({ length: 1200 }, (_, at) => ({
        id: `r${at}`,
        judge: allMarks("4"),
        person: allMarks("4"),
      })),
    );
    const meter = meterRows(env.DB);
    const found = await viewReviewAgreement(openDatabase(meter.binding), LONDON.id, PERIOD, {
      blindOnly: false,
    });
    expect([found.reviews, found.isCut]).toEqual([400, true]);
    expect(meter.rowsRead()).toBeLessThanOrEqual(1000);
  });
});

describe("its page", () => {
  test("says that a few reviews are too few", async () => {
    await reviewed({ id: "one", judge: allMarks("4"), person: allMarks("4") });
    const text = await page();
    expect(text).toContain("1 review: too few below 20.");
    expect(text).toContain(defaultScorecard.criteria[0]?.name);
    expect(text).toContain("20.0 points more lenient");
  });

  test("without reviews says what to do", async () => {
    expect(await page()).toContain("Go to the review queue");
    await reviewed({ id: "one", judge: allMarks("4"), person: allMarks("4") });
    expect(await page("?blind=1")).toContain("Show all reviews");
  });

  test("a mistyped address shows what it shows by default", async () => {
    for (const query of ["?days=abc", "?days=31", "?days=&blind=maybe", "?blind=constructor"]) {
      expect(await page(query)).toContain("26 Oct – 24 Nov 2026");
    }
  });
});
