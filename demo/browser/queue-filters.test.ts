import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { CHROMIUM, openBrowser, signIn } from "./browser.ts";
import { startSeededWorker, type SeededWorker } from "./seeded-worker.ts";

const PICTURES = join(import.meta.dirname, "..", "..", ".nightshift", "pictures");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const NARROW = { width: 390, height: 844 };
const violationsSchema = z.array(z.object({ id: z.string() }));

let worker: SeededWorker;
let browser: Browser;

beforeAll(async () => {
  if (CHROMIUM.missing !== null) return;
  mkdirSync(PICTURES, { recursive: true });
  worker = await startSeededWorker();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await worker?.stop();
});

describe.skipIf(CHROMIUM.missing !== null)("filters of the review queue", () => {
  test("are chosen, saved, followed and taken away with scripts off, on a telephone", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: NARROW });
    const page = await context.newPage();
    await signIn(page, worker.url, worker.secrets.signInCode);
    await page.goto(`${worker.url}/review`);
    await page.getByRole("link", { name: /^Flagged \d/ }).click();
    await page.getByLabel("Campaign").selectOption("SALES_IN");
    await page.getByRole("button", { name: "Show" }).click();
    expect(new URL(page.url()).search).toContain("reason=flagged");
    const campaigns = await page.locator(".call-table .cell-agent .sub").allTextContents();
    expect(new Set(campaigns)).toEqual(new Set(["SALES_IN"]));

    // The longest name there may be, in one word, with what would turn the line around.
    const name = `\u202e${"W".repeat(58)}<`;
    await page.getByText("Save this filter").click();
    await page.getByLabel("Name for this filter").fill(name);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    expect(await page.getByRole("status").textContent()).toBe("The filter is saved.");
    await page.goto(`${worker.url}/review`);
    await page.getByRole("link", { name: "WWW" }).click();
    expect(new URL(page.url()).search).toBe("?reason=flagged&campaign=SALES_IN");

    const session = await context.storageState();
    for (const viewport of [NARROW, { width: 1440, height: 900 }]) {
      for (const colorScheme of ["light", "dark"] as const) {
        const looking = await browser.newContext({ viewport, colorScheme, storageState: session });
        await lookAt(await looking.newPage(), page.url(), `${viewport.width}-${colorScheme}`);
        await looking.close();
      }
    }

    await page.getByText("Save or remove a filter").click();
    await page.getByRole("button", { name: "Remove" }).click();
    expect(await page.getByRole("status").textContent()).toBe("The saved filter is gone.");
    expect(await page.getByRole("link", { name: "WWW" }).count()).toBe(0);
  });
});

async function lookAt(page: Page, address: string, name: string): Promise<void> {
  await page.goto(address, { waitUntil: "networkidle" });
  await page.getByText("Save or remove a filter").click();
  await page.screenshot({ path: join(PICTURES, `review filtered-${name}.png`), fullPage: true });
  const sideways = await page.evaluate(
    "document.documentElement.scrollWidth > document.documentElement.clientWidth",
  );
  expect(sideways).toBe(false);
  await page.evaluate(AXE);
  const found = await page.evaluate("axe.run().then((result) => result.violations)");
  expect(violationsSchema.parse(found)).toEqual([]);
}
