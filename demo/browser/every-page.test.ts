import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { CHROMIUM, openBrowser, watchTraffic } from "./browser.ts";
import { everyVisit, seedEverything, visitOf, type Visit } from "./every-visit.ts";
import { AGENT_PAGES, STAFF_PAGES, VISITOR_PAGES } from "./pages.ts";
import { startSeededWorker, type SeededWorker } from "./seeded-worker.ts";

/** Pictures of every page are kept here for people to look at. */
const PICTURES = join(import.meta.dirname, "..", "..", ".nightshift", "pictures");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const MAX_BYTES = 60 * 1024;
/** Whether a site of a long name would have it cut in the masthead. */
const LONG_SITE_NAME = `[...document.querySelectorAll(".site-name")].some((name) => {
  name.textContent = "Nordwind Kundenservice und Forderungsmanagement GmbH, Bremen";
  const isCut = getComputedStyle(name).overflow !== "visible" && name.scrollWidth > name.clientWidth;
  return isCut || document.documentElement.scrollWidth > document.documentElement.clientWidth;
})`;
const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

const violationsSchema = z.array(
  z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
);

let worker: SeededWorker;
let browser: Browser;
let visits: Visit[];

beforeAll(async () => {
  if (CHROMIUM.missing !== null) return;
  mkdirSync(PICTURES, { recursive: true });
  worker = await startSeededWorker(seedEverything);
  browser = await openBrowser();
  visits = await everyVisit(worker, browser);
});
afterAll(async () => {
  await browser?.close();
  await worker?.stop();
});

describe.skipIf(CHROMIUM.missing !== null)("every page", () => {
  test.each([STAFF_PAGES, AGENT_PAGES, VISITOR_PAGES].flatMap((pages) => Object.keys(pages)))(
    "%s: axe finds nothing in either scheme, nothing scrolls sideways, and it is light",
    async (name) => {
      const { address, session } = visitOf(visits, name);
      for (const [size, viewport] of Object.entries(SIZES)) {
        for (const colorScheme of ["light", "dark"] as const) {
          const context = await browser.newContext({
            viewport,
            colorScheme,
            storageState: session,
          });
          const visit = await context.newPage();
          const traffic = watchTraffic(visit, worker.url);
          await visit.goto(address, { waitUntil: "networkidle" });
          await visit.screenshot({
            path: join(PICTURES, `${name}-${size}-${colorScheme}.png`),
            fullPage: true,
          });
          await visit.evaluate(AXE);
          const found = violationsSchema.parse(
            await visit.evaluate("axe.run().then((result) => result.violations)"),
          );
          expect(found.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
          const sideways = await visit.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth",
          );
          expect(sideways).toBe(false);
          const isNameCut = await visit.evaluate(LONG_SITE_NAME);
          expect(isNameCut).toBe(false);
          expect(traffic.foreign).toEqual([]);
          // The browser itself notes that a page is missing, or not theirs to open.
          const complaints = traffic.complaints.filter(
            (text) => !/status of 4(01|03|04|10)/.test(text),
          );
          expect(complaints).toEqual([]);
          expect(traffic.bytes).toBeLessThan(MAX_BYTES);
          await context.close();
        }
      }
    },
  );
});
