import { chromium, type Browser, type BrowserContext } from "playwright-core";
import * as z from "zod";

import { percentile } from "./percentile.ts";

/** What somebody sees of a page on their first visit, as Chromium tells it: medians, but of shifts and bytes the most. */
export type FirstVisit = {
  page: string;
  size: keyof typeof SIZES;
  firstPaintMs: number;
  largestPaintMs: number;
  /** Cumulative layout shift; 0 when nothing moved. */
  layoutShift: number;
  /** Over the wire, headers with them. */
  bytes: number;
  requests: number;
};
export type BrowserMeasured =
  | { visits: FirstVisit[]; missing: null }
  | { visits: []; missing: string };

const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } } as const;
const SIZE_NAMES = ["wide", "narrow"] as const;
/** The Worker's own are worlds of milliseconds; this is for a machine that hangs. */
const TIMEOUT_MS = 30_000;

/**
 * Runs in the page before its own scripts. It comes from the browser and not from the page, whose policy therefore does not
 * forbid it. `largest` and `shift` grow until the page is left.
 */
const OBSERVE = `
  window.nightshiftBench = { largest: 0, shift: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.nightshiftBench.largest = entry.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.nightshiftBench.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });`;
/** After two frames, by which what was painted has been told of. */
const SEEN = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve({
  ...window.nightshiftBench,
  first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null,
}), 50))))`;
const seenSchema = z.object({
  first: z.number(),
  largest: z.number().positive(),
  shift: z.number(),
});
const finishedSchema = z.object({ encodedDataLength: z.number() });

/** Visits each page `rounds` times in each size, always with an empty cache, signed in by the session's cookie. */
export async function measureBrowser(
  url: string,
  chromiumPath: string,
  session: string,
  pages: readonly string[],
  rounds: number,
): Promise<FirstVisit[]> {
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
  });
  try {
    const visits: FirstVisit[] = [];
    for (const size of SIZE_NAMES) {
      for (const page of pages) {
        const seen: Awaited<ReturnType<typeof visitOnce>>[] = [];
        // The first one warms up the Worker and the browser.
        for (let round = -1; round < rounds; round += 1) {
          const one = await visitOnce(browser, new URL(page, url), session, SIZES[size]);
          if (round >= 0) seen.push(one);
        }
        visits.push({
          page,
          size,
          firstPaintMs: percentile(
            seen.map(({ first }) => first),
            50,
          ),
          largestPaintMs: percentile(
            seen.map(({ largest }) => largest),
            50,
          ),
          layoutShift: Math.max(...seen.map(({ shift }) => shift)),
          bytes: Math.max(...seen.map(({ bytes }) => bytes)),
          requests: Math.max(...seen.map(({ requests }) => requests)),
        });
      }
    }
    return visits;
  } finally {
    await browser.close();
  }
}

/** A context of its own has nothing in its cache. */
async function visitOnce(
  browser: Browser,
  address: URL,
  session: string,
  viewport: { width: number; height: number },
) {
  const context: BrowserContext = await browser.newContext({ viewport });
  try {
    await context.addCookies([{ name: "nightshift_session", value: session, url: address.origin }]);
    await context.addInitScript(OBSERVE);
    const page = await context.newPage();
    const traffic = { bytes: 0, requests: 0 };
    const devTools = await context.newCDPSession(page);
    await devTools.send("Network.enable");
    devTools.on("Network.loadingFinished", (event) => {
      traffic.bytes += finishedSchema.parse(event).encodedDataLength;
      traffic.requests += 1;
    });
    const response = await page.goto(address.href, {
      waitUntil: "networkidle",
      timeout: TIMEOUT_MS,
    });
    if (response?.status() !== 200) {
      throw new Error(`${address.pathname} was answered ${response?.status()} to Chromium`);
    }
    const seen = seenSchema.parse(await page.evaluate(SEEN));
    return { ...seen, ...traffic };
  } finally {
    await context.close();
  }
}
