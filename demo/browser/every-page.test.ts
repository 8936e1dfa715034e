import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { CHROMIUM, openBrowser, signIn, watchTraffic } from "./browser.ts";
import { addressesFor, AGENT_PAGES, STAFF_PAGES, VISITOR_PAGES } from "./pages.ts";
import { seedAlerts } from "./seed-alerts.ts";
import { seedCalibration } from "./seed-calibration.ts";
import { seedFollowUp } from "./seed-follow-up.ts";
import { seedScorecards } from "./seed-scorecards.ts";
import { SAMPLE_AGENT, startSeededWorker, type SeededWorker } from "./seeded-worker.ts";

/** Pictures of every page are kept here for people to look at. */
const PICTURES = join(import.meta.dirname, "..", "..", ".nightshift", "pictures");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const MAX_BYTES = 60 * 1024;
const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

const violationsSchema = z.array(
  z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
);

let worker: SeededWorker;
let browser: Browser;
/** Who looks at the pages, signed in, and a flagged call that they may see. */
type Looker = {
  session: Awaited<ReturnType<BrowserContext["storageState"]>>;
  flaggedId: string;
  unmarkedId: string;
};
let staff: Looker;
let agent: Looker;
let visitor: Looker;

beforeAll(async () => {
  if (CHROMIUM.missing !== null) return;
  mkdirSync(PICTURES, { recursive: true });
  worker = await startSeededWorker(async (db, siteId) => {
    await seedScorecards(db, siteId);
    await seedFollowUp(db, siteId);
    await seedCalibration(db, siteId);
    await seedAlerts(db, siteId);
  });
  browser = await openBrowser();
  staff = await lookerOf(worker.secrets.signInCode, "");
  agent = await lookerOf(worker.agentSignInCode, `&agent=${SAMPLE_AGENT}`);
  visitor = { session: { cookies: [], origins: [] }, flaggedId: "", unmarkedId: "" };
});
afterAll(async () => {
  await browser?.close();
  await worker?.stop();
});

async function lookerOf(code: string, filter: string): Promise<Looker> {
  const context = await browser.newContext();
  await signIn(await context.newPage(), worker.url, code);
  const session = await context.storageState();
  await context.close();
  const answer = await fetch(`${worker.url}/api/qa/flagged?days=30&limit=40${filter}`, {
    headers: { Authorization: `Bearer ${worker.secrets.readToken}` },
  });
  const flagged = z.array(z.object({ recording_id: z.string() })).parse(await answer.json());
  const [first, last] = [flagged[0], flagged.at(-1)];
  return { session, flaggedId: first?.recording_id ?? "", unmarkedId: last?.recording_id ?? "" };
}

describe.skipIf(CHROMIUM.missing !== null)("every page", () => {
  test.each([
    ...Object.keys(STAFF_PAGES).map((name) => ({ name, pages: STAFF_PAGES, who: () => staff })),
    ...Object.keys(AGENT_PAGES).map((name) => ({ name, pages: AGENT_PAGES, who: () => agent })),
    ...Object.keys(VISITOR_PAGES).map((name) => ({
      name,
      pages: VISITOR_PAGES,
      who: () => visitor,
    })),
  ])(
    "$name: axe finds nothing in either scheme, nothing scrolls sideways, and it is light",
    async ({ name, pages, who }) => {
      const { session, flaggedId, unmarkedId } = who();
      const [, path = "/"] =
        addressesFor(pages, flaggedId, unmarkedId).find(([known]) => known === name) ?? [];
      for (const [size, viewport] of Object.entries(SIZES)) {
        for (const colorScheme of ["light", "dark"] as const) {
          const context = await browser.newContext({
            viewport,
            colorScheme,
            storageState: session,
          });
          const visit = await context.newPage();
          const traffic = watchTraffic(visit, worker.url);
          const address = path.replace("CODE", worker.secrets.signInCode);
          await visit.goto(new URL(address, worker.url).href, { waitUntil: "networkidle" });
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
