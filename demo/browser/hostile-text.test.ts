import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { CHROMIUM, openBrowser, watchTraffic } from "./browser.ts";
import { everyVisit, type Visit } from "./every-visit.ts";
import { seedEverything } from "./every-visit.ts";
import { HOSTILE_END, poison, poisonedKey } from "./poison.ts";
import { startSeededWorker, type SeededWorker } from "./seeded-worker.ts";

const TEXTS = z.array(z.string());
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
  const ends = (text) => text.trim().endsWith(${JSON.stringify(HOSTILE_END)});
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (!text.data.includes("${START}")) continue;
    let element = text.parentElement;
    if (element.closest("option, textarea, svg") || element.checkVisibility() === false) continue;
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
  worker = await startSeededWorker(seedEverything, (file) => {
    untouched = poison(file);
  });
  browser = await openBrowser();
  visits = await everyVisit(worker, browser, poisonedKey);
});
afterAll(async () => {
  await browser?.close();
  await worker?.stop();
});

describe.skipIf(CHROMIUM.missing !== null)("hostile text in every column", () => {
  test("stands in all that people, agents and models fill", async () => {
    (await import("node:fs")).writeFileSync("/tmp/hostile/untouched.json", JSON.stringify(untouched));
    expect(untouched).toEqual([]);
  });

  test("runs nothing on any page, leads nowhere and turns nothing beside it", { timeout: 300_000 }, async () => {
    const problems: Record<string, unknown> = {};
    for (const { name, address, session } of visits) {
      const context = await browser.newContext({ storageState: session });
      const visit = await context.newPage();
      const traffic = watchTraffic(visit, worker.url);
      const dialogs: string[] = [];
      visit.on("dialog", (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      const answer = await visit.goto(address, { waitUntil: "networkidle" });
      const found = {
        status: answer?.status() ?? 0,
        hit: await visit.evaluate("window.hit ?? null"),
        dialogs,
        foreign: traffic.foreign,
        complaints: traffic.complaints.filter((text) => !/status of 4(01|03|04|10)/.test(text)),
        intruders: TEXTS.parse(await visit.evaluate(INTRUDERS)),
        leaks: TEXTS.parse(await visit.evaluate(LEAKING)),
        text: (await visit.locator("body").innerText()).includes(START),
      };
      problems[name] = found;
      await context.close();
    }
    (await import("node:fs")).writeFileSync("/tmp/hostile/found.json", JSON.stringify(problems, null, 1));
    expect(problems).toEqual({});
  });
});
