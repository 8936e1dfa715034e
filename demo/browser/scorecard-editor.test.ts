import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { browsedSite } from "./browsed-site.ts";
import { write } from "./by-keyboard.ts";

const site = browsedSite();

const sumOf = (page: Page) => page.locator("[data-weight-sum]").innerText();

describe.skipIf(site.isMissing)("the scorecard editor by keyboard alone", () => {
  test.each([
    ["with scripts", true],
    ["without scripts", false],
  ])("%s: copy, weigh, add a criterion, save", async (name, javaScriptEnabled) => {
    const page = await site.signedIn({ javaScriptEnabled });
    await page.goto(`${site.worker.url}/scorecards`);
    // without scripts the page cannot be asked what has the focus
    const go = javaScriptEnabled
      ? (field: string, text: string) => write(page, field, text)
      : (field: string, text: string) => page.locator(`[name="${field}"]`).fill(text);
    await go("name", `Card ${name}`);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/draft\?done=created$/);
    expect(await sumOf(page)).toBe("Weights: 100 %");

    await go("criteria.0.weight", "4.5");
    const live = javaScriptEnabled ? "Weights: 94.5 %: add 5.5" : "Weights: 100 %";
    expect(await sumOf(page)).toBe(live);
    // Enter in a field saves: it is refused, and all that was typed is there
    await page.locator('[name="criteria.0.weight"]').press("Enter");
    await page.waitForSelector("#problems");
    expect(await sumOf(page)).toBe("Weights: 94.5 %: add 5.5");
    expect(await page.locator('[name="criteria.0.weight"]').inputValue()).toBe("4.5");

    await page.locator('button[value="add.criteria"]').press("Enter");
    await page.waitForSelector('[name="criteria.8.name"]');
    await page.keyboard.type("Upsell");
    await go("criteria.8.weight", "5.5");
    for (const field of ["judged", "levels.5", "levels.4", "levels.3", "levels.2", "levels.1"]) {
      await go(`criteria.8.${field}`, `Text of ${field}.`);
    }
    await page.locator('button[value="save"]').press("Enter");
    await page.waitForURL(/\/draft\?done=saved$/);
    expect(await page.locator('[role="status"]').first().innerText()).toBe("The draft is stored.");
    expect(await sumOf(page)).toBe("Weights: 100 %");
    expect(await page.locator('[name="criteria.8.name"]').inputValue()).toBe("Upsell");
    await page.context().close();
  });
});
