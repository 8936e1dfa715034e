import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { CHROMIUM, openBrowser, watchTraffic } from "./browser.ts";
import { everyVisit, seedEverything, type Visit } from "./every-visit.ts";
import { HOSTILE_END, poison, poisonedKey } from "./poison.ts";
import { seedRare } from "./seed-rare.ts";
import { startSeededWorker, type SeededWorker } from "./seeded-worker.ts";

const TEXTS = z.array(z.string());
/** What these answer; all others 200. */
const STATUSES: Record<string, number> = {
  missing: 404,
  "not mine": 403,
  "sign-in link gone": 410,
  "not signed in": 401,
};
/** Beside the pages that others look at too. */
const RARE_PAGES: Record<string, string> = {
  "troubled call": "/calls/troubled-call",
  "call without a score": "/calls/stuck-call",
  "week's letter": "/settings/alerts/preview?kind=weekly",
  "digest as mail": "/settings/alerts/preview/html?kind=daily",
  "week as mail": "/settings/alerts/preview/html?kind=weekly",
};

/** As the browser reads it, without what turns text around. */
const START = "\u05d0";

/** What data could have brought into a page that runs or leads somewhere, and every character that turns its neighbours around. */
const INTRUDERS = `(() => {
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    const { tagName } = element;
    if (tagName === "SCRIPT" && !element.nonce) found.push(element.outerHTML);
    if (element.matches("img, iframe:not([sandbox]), object, embed, base")) found.push(element.outerHTML);
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) found.push(element.outerHTML);
      if (/^(href|src|action|formaction)$/.test(name) && /^\\s*(javascript|data):/i.test(value)) found.push(element.outerHTML);
      if (!/^(value|name)$/.test(name) && /[\\u202a-\\u202e\\u2066-\\u2069]/.test(value)) found.push(name + "=" + value);
    }
  }
  if (/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.documentElement.textContent)) found.push("turned text");
  return found.map((text) => text.slice(0, 250));
})()`;

/** Hostile texts after which something stands in the same line that is not kept from their direction. */
const LEAKING = `(() => {
  const leaks = [];
  // Some are cut short.
  const ends = (text) => /(…|${HOSTILE_END.replace("/", "\\/")})\\.?$/.test(text.trim());
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (!text.data.includes("${START}")) continue;
    let element = text.parentElement;
    // Fields and drawings are by themselves, and a letter is shown as the plain text that it is.
    if (element.closest("option, textarea, svg, .letter-text, .letter-head, body[style]") || element.checkVisibility() === false) continue;
    const isInline = () => getComputedStyle(element).display === "inline";
    const isKept = () => isInline() && getComputedStyle(element).unicodeBidi.startsWith("isolate");
    while (isInline() && !isKept() && ends(element.textContent)) element = element.parentElement;
    if (!ends(text.data) || !(isKept() || ends(element.textContent))) leaks.push(element.outerHTML.slice(0, 250));
  }
  return leaks;
})()`;

let worker: SeededWorker;
let browser: Browser;
let visits: Visit[];
let untouched: string[];

beforeAll(async () => {
  if (CHROMIUM.missing !== null) return;
  worker = await startSeededWorker(
    async (db, siteId) => {
      await seedEverything(db, siteId);
      await seedRare(db, siteId);
    },
    (file) => {
      untouched = poison(file);
    },
  );
  browser = await openBrowser();
  visits = await everyVisit(worker, browser, poisonedKey, RARE_PAGES);
});
afterAll(async () => {
  await browser?.close();
  await worker?.stop();
});

describe.skipIf(CHROMIUM.missing !== null)("hostile text in every column", () => {
  test("stands in all that people, agents and models fill", () => {
    expect(untouched).toEqual([]);
  });

  test(
    "runs nothing, leads nowhere and turns nothing beside it",
    { timeout: 600_000 },
    async () => {
      const problems: Record<string, object> = {};
      const withoutText: string[] = [];
      for (const visit of visits) {
        const { found, text } = await look(visit);
        if (Object.values(found).some((one) => one.length > 0)) problems[visit.name] = found;
        if (!text.includes(START)) withoutText.push(visit.name);
      }
      expect(problems).toEqual({});
      // These say nothing of anybody; on every other page something hostile was there to be seen.
      expect(withoutText.toSorted()).toEqual(["not signed in", "sign-in link gone"]);
    },
  );

  test("what is looked for is found where there is some", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.setContent(
      `<p>a <i>${START}\u202eb</i> c</p><a href="javascript:1" onclick="1">d</a><img title="\u202e"><script>1</script>`,
    );
    expect(TEXTS.parse(await page.evaluate(LEAKING))).toHaveLength(1);
    expect(TEXTS.parse(await page.evaluate(INTRUDERS))).toHaveLength(6);
    await context.close();
  });

  test.each([
    "/calls.csv?days=30",
    "/settings/audit.csv",
    "/settings/reading.csv",
    "/api/qa/calls.csv?days=30",
    "/api/qa/reviews.csv?days=60",
    "/api/qa/category-matrix.csv?days=30",
  ])("is no formula in %s", async (path) => {
    const [staff] = visits;
    const context = await browser.newContext({ storageState: staff?.session });
    const answer = await context.request.get(new URL(path, worker.url).href);
    expect(answer.status()).toBe(200);
    const fields = fieldsOf(await answer.text());
    expect(fields.some((field) => field.includes(START))).toBe(true);
    expect(
      fields.filter((field) => /^\s*[=+\-@|]/.test(field) && Number.isNaN(Number(field))),
    ).toEqual([]);
    await context.close();
  });
});

/** What somebody meets who opens a page: what is wrong by kind, and the text. */
async function look({ name, address, session }: Visit) {
  const context = await browser.newContext({ storageState: session });
  try {
    const page = await context.newPage();
    const traffic = watchTraffic(page, worker.url);
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    const answer = await page.goto(address, { waitUntil: "networkidle" });
    const status = answer?.status() ?? 0;
    const found = {
      status: status === (STATUSES[name] ?? 200) ? [] : [String(status)],
      hit: (await page.evaluate("window.hit ?? null")) === null ? [] : ["a script ran"],
      dialogs,
      foreign: traffic.foreign,
      // A policy that was broken is one of these; that a page is missing the browser notes itself.
      complaints: traffic.complaints.filter((text) => !/status of 4(01|03|04|10)/.test(text)),
      intruders: TEXTS.parse(await page.evaluate(INTRUDERS)),
      leaks: TEXTS.parse(await page.evaluate(LEAKING)),
    };
    return { found, text: await page.locator("body").innerText() };
  } finally {
    await context.close();
  }
}

/** The fields of a CSV file (RFC 4180), unquoted. */
function fieldsOf(csv: string): string[] {
  return [...csv.matchAll(/"((?:[^"]|"")*)"|[^,\r\n]+/g)].map(([whole, quoted]) =>
    (quoted ?? whole).replaceAll('""', '"'),
  );
}
