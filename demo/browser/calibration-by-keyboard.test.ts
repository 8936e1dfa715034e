import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { browsedSite } from "./browsed-site.ts";
import { PATIENCE } from "./browser.ts";
import { tabTo } from "./by-keyboard.ts";
import { seedCalibration } from "./seed-calibration.ts";

const site = browsedSite(seedCalibration);
let page: Page;

beforeAll(async () => {
  if (!site.isMissing) page = await site.signedIn();
});

const heading = () => page.locator("h1").innerText();

describe.skipIf(site.isMissing)("a calibration round", () => {
  test("is marked, compared, closed and decided by keyboard alone", async () => {
    await page.goto(`${site.worker.url}/calibration`);
    await tabTo(page, "December");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/calibration/open");
    await page.keyboard.press("n");
    await page.waitForURL("**/calls/**");
    expect(await heading()).toBe("Call 1 of 24");

    for (const _ of defaultScorecard.criteria) await page.keyboard.press("3");
    expect(await page.locator("input[value='3']:checked").count()).toBe(
      defaultScorecard.criteria.length,
    );
    await tabTo(page, "Send and compare");
    await page.keyboard.press("Enter");
    await page.waitForURL("**done=marked");
    expect(await page.getByRole("status").innerText()).toBe("Your marks are stored.");
    expect(await page.locator("#comparison-heading").count()).toBe(1);

    await page.keyboard.press("n");
    await expect.poll(() => page.textContent("h1"), PATIENCE).toBe("Call 2 of 24");
    await page.goto(`${site.worker.url}/calibration/open`);
    await tabTo(page, "Close the round");
    await page.keyboard.press("Enter");
    await page.waitForURL("**done=closed");
    await tabTo(page, "1. ");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/calls/**");
    await tabTo(page, "text");
    await page.keyboard.type("A three: no company named.");
    await tabTo(page, "Add to the decision log");
    await page.keyboard.press("Enter");
    await page.waitForURL("**done=decided");
    expect(await page.locator(".decisions").innerText()).toContain("A three: no company named.");
  });
});
