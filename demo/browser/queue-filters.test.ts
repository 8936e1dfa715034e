import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { browsedSite } from "./browsed-site.ts";

const PICTURES = join(import.meta.dirname, "..", "..", ".nightshift", "pictures");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const NARROW = { width: 390, height: 844 };
const violationsSchema = z.array(z.object({ id: z.string() }));

const site = browsedSite();

beforeAll(() => mkdirSync(PICTURES, { recursive: true }));

describe.skipIf(site.isMissing)("filters of the review queue", () => {
  test("are chosen, saved, followed and taken away with scripts off, on a telephone", async () => {
    const page = await site.signedIn({ javaScriptEnabled: false, viewport: NARROW });
    await page.goto(`${site.worker.url}/review`);
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
    await page.goto(`${site.worker.url}/review`);
    await page.getByRole("link", { name: "WWW" }).click();
    expect(new URL(page.url()).search).toBe("?reason=flagged&campaign=SALES_IN");

    for (const viewport of [NARROW, { width: 1440, height: 900 }]) {
      for (const colorScheme of ["light", "dark"] as const) {
        const looking = await site.signedIn({ viewport, colorScheme });
        await lookAt(looking, page.url(), `${viewport.width}-${colorScheme}`);
        await looking.context().close();
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
