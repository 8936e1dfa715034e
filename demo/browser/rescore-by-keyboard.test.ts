import type { D1Database } from "@cloudflare/workers-types";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { browsedSite } from "./browsed-site.ts";
import { PATIENCE } from "./browser.ts";
import { enter, tabTo, write } from "./by-keyboard.ts";

/** A run's calls are judged by what the cron tick does; a busy machine takes its time. */
const RUN_PATIENCE = { timeout: 60_000, interval: 200 };
const TRIED = 6;
const RESCORED = 5;

const site = browsedSite(asJudged);
let page: Page;

beforeAll(async () => {
  if (!site.isMissing) page = await site.signedIn();
});

/** The sample's newest calls as calls that came from an agent and were judged: what is re-scored is the call's job. */
async function asJudged(db: D1Database, siteId: string): Promise<void> {
  await db
    .prepare(
      `INSERT INTO scoring_job (site_id, recording_id, transcript_version, state, next_at, created_at, updated_at)
       SELECT s.site_id, s.recording_id, s.transcript_version, 'done', 0, s.created_at, s.created_at
       FROM score AS s JOIN call AS c ON c.site_id = s.site_id AND c.recording_id = s.recording_id
       WHERE s.site_id = ?1 ORDER BY c.started_at DESC LIMIT 40`,
    )
    .bind(siteId)
    .run();
}

const sum = () => page.locator("[data-weight-sum]").innerText();
const said = () => page.getByRole("status").first().innerText();
const figures = () => page.locator(".figures").innerText();

/** Lets the cron tick judge until the run's page, which asks by itself, says that all is done. */
async function watchToTheEnd(calls: number): Promise<void> {
  await expect
    .poll(async () => {
      await site.worker.tick();
      return page.locator(".run-progress").innerText();
    }, RUN_PATIENCE)
    .toContain(`Done: ${calls} of ${calls} calls judged`);
}

describe.skipIf(site.isMissing)("a change of the scorecard", () => {
  test("is drafted, tried, published, assigned and re-scored by keyboard alone", async () => {
    await page.goto(`${site.worker.url}/scorecards`);
    await write(page, "name", "Sales calls");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/scorecards/sales_calls/draft?done=created");

    // weights are summed while they are typed
    expect(await sum()).toBe("Weights: 100 %");
    await write(page, "flag_below", "75");
    await write(page, "criteria.0.weight", "20");
    expect(await sum()).toBe("Weights: 110 %: take away 10");
    await write(page, "criteria.5.weight", "10");
    expect(await sum()).toBe("Weights: 100 %");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/draft?done=saved");

    await enter(page, "Try it or publish it", "**/scorecards/sales_calls/1");
    await enter(page, "Try on past calls", "**/1/try");
    await write(page, "limit", String(TRIED));
    await enter(page, "Start the try", "**/scorecard-runs/**");
    await watchToTheEnd(TRIED);
    await expect
      .poll(figures, PATIENCE)
      .toMatch(/Average before\s+\d+\.\d[\s\S]*Average after\s+\d+\.\d/);
    expect(await page.locator("#criteria + table").innerText()).toContain("Greeting");
    const tried = z
      .array(z.object({ recording_id: z.string() }))
      .parse(
        site.worker.stored("SELECT recording_id FROM scorecard_run_call ORDER BY recording_id"),
      );
    expect(tried).toHaveLength(TRIED);
    const byCard = "SELECT count(*) AS scores FROM score WHERE scorecard_id = 'sales_calls'";
    expect(site.worker.stored(byCard)).toEqual([{ scores: 0 }]);

    await enter(page, "Sales calls, version 1", "**/scorecards/sales_calls/1");
    await enter(page, "Publish", "**/1/publish");
    expect(await page.locator("#changes").innerText()).toContain("What changes");
    await enter(page, "Publish", "**/1?done=published");
    expect(await said()).toBe("Published.");

    await tabTo(page, "campaign");
    await page.keyboard.type("SALES");
    expect(await page.locator("[name=campaign]").inputValue()).toMatch(/^SALES/);
    await enter(page, "Judge by this version", "**/scorecards?done=assigned");
    expect(site.worker.stored("SELECT scorecard_id, version FROM scorecard_assignment")).toEqual([
      { scorecard_id: "sales_calls", version: 1 },
    ]);

    await page.goto(`${site.worker.url}/scorecards/sales_calls/1`);
    await enter(page, "Re-score calls", "**/1/rescore");
    const chosen = tried.slice(0, RESCORED).map(({ recording_id }) => recording_id);
    await tabTo(page, "One agent, or calls by their ids");
    await page.keyboard.press("Enter");
    await write(page, "ids", chosen.join(" "));
    await enter(page, "Count the calls and the cost", "**/1/rescore");
    await expect
      .poll(() => page.locator("#count").innerText(), PATIENCE)
      .toMatch(/^5 calls, about \$/);
    await enter(page, `Re-score ${RESCORED} calls`, "**/scorecard-runs/**");
    await watchToTheEnd(RESCORED);
    await expect.poll(figures, PATIENCE).toMatch(/Average before\s+\d[\s\S]*Change\s+[+−]?\d/);

    const scores = site.worker.stored(
      `SELECT recording_id, version, is_current, scorecard_id FROM score
       WHERE recording_id IN (SELECT recording_id FROM score WHERE scorecard_id = 'sales_calls') ORDER BY 1, 2`,
    );
    expect(scores).toEqual(
      chosen.flatMap((recording_id) => [
        { recording_id, version: 1, is_current: 0, scorecard_id: "default" },
        { recording_id, version: 2, is_current: 1, scorecard_id: "sales_calls" },
      ]),
    );
    await page.goto(`${site.worker.url}/calls/${encodeURIComponent(chosen[0] ?? "")}`);
    expect(await page.locator("main").innerText()).toContain("sales_calls, version 1");
  });
});
