import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { CHROMIUM, openBrowser } from "./browser.ts";
import { everyVisit, seedEverything, type Visit } from "./every-visit.ts";
import { startSeededWorker, type SeededWorker } from "./seeded-worker.ts";

/** What only a script shows, because only a script does it: steps from quote to quote, the review's running total. */
const SCRIPTED = ["[data-evidence-tools]", "[data-tools]", "[data-verdict]"];

/** The shortest page says that there is nothing, and what to do. */
const FEWEST_CHARS = 60;

const readSchema = z.object({
  heading: z.string(),
  mainChars: z.number(),
  lines: z.array(z.string()),
  scriptedLines: z.array(z.string()),
  stuckForms: z.array(z.string()),
  onlyScripted: z.array(z.string()),
});
type Read = z.infer<typeof readSchema>;

/** What somebody can read of a page, and what they cannot get at: forms without a button, parts that wait for a script. */
const READ = `(() => {
  const scripted = ${JSON.stringify(SCRIPTED.join(", "))};
  const linesOf = (element) => element.innerText.split("\\n").map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("Request "));
  const visible = (element) => element !== null && element.checkVisibility({ visibilityProperty: true });
  const heading = document.querySelector("h1");
  const buttonOf = (form) => [...form.elements].some((element) => element.matches("button, input") && ["submit", "image"].includes(element.type));
  return {
    heading: visible(heading) ? heading.innerText : "",
    mainChars: (document.querySelector("main")?.innerText ?? "").length,
    lines: linesOf(document.body),
    scriptedLines: [...document.querySelectorAll(scripted)].filter(visible).flatMap(linesOf),
    stuckForms: [...document.forms].filter((form) => !buttonOf(form)).map((form) => form.outerHTML.slice(0, 200)),
    onlyScripted: [...document.querySelectorAll("[hidden], button[type=button]")]
      .filter((element) => element.closest(scripted) === null).map((element) => element.outerHTML.slice(0, 200)),
  };
})()`;

let worker: SeededWorker;
let browser: Browser;
let visits: Visit[];

beforeAll(async () => {
  if (CHROMIUM.missing !== null) return;
  worker = await startSeededWorker(async (db, siteId) => {
    await seedEverything(db, siteId);
    await db
      .prepare(
        "UPDATE site SET audio_url = 'https://recordings.example/{recording_id}' WHERE id = ?",
      )
      .bind(siteId)
      .run();
  });
  browser = await openBrowser();
  visits = await everyVisit(worker, browser);
});
afterAll(async () => {
  await browser?.close();
  await worker?.stop();
});

async function readPage(
  { address, session }: Visit,
  options: BrowserContextOptions,
): Promise<Read> {
  const context = await browser.newContext({ storageState: session, ...options });
  try {
    const page = await context.newPage();
    await page.goto(address, { waitUntil: "load" });
    return readSchema.parse(await page.evaluate(READ));
  } finally {
    await context.close();
  }
}

describe.skipIf(CHROMIUM.missing !== null)("without scripts", () => {
  test("every page reads the same, and every form can be sent", { timeout: 600_000 }, async () => {
    const problems: Record<string, object> = {};
    const scriptedOn: string[] = [];
    for (const visit of visits) {
      const { found, scripted } = await compare(visit);
      if (scripted.length > 0) scriptedOn.push(visit.name);
      // Once more, because a minute may have ended between the two.
      if (isProblem(found)) {
        const again = await compare(visit);
        if (isProblem(again.found)) problems[visit.name] = again.found;
      }
    }
    expect(problems).toEqual({});
    // The scripts that are looked for do run where they may.
    expect(scriptedOn).toEqual(expect.arrayContaining(["call", "review form"]));
  });
});

/** What is wrong with a page that runs no script, beside the same page with its scripts. */
async function compare(visit: Visit) {
  const without = await readPage(visit, { javaScriptEnabled: false });
  const withThem = await readPage(visit, {});
  const scripted = withThem.scriptedLines;
  const lacks = (read: Read, line: string) => !read.lines.includes(line);
  const found = {
    heading: without.heading === "" ? ["none"] : [],
    short: without.mainChars < FEWEST_CHARS ? [String(without.mainChars)] : [],
    missing: withThem.lines.filter((line) => lacks(without, line) && !scripted.includes(line)),
    more: without.lines.filter((line) => lacks(withThem, line)),
    waiting: without.scriptedLines,
    stuckForms: without.stuckForms,
    onlyScripted: without.onlyScripted,
  };
  return { found, scripted };
}

function isProblem(found: Awaited<ReturnType<typeof compare>>["found"]): boolean {
  return Object.values(found).some((one) => one.length > 0);
}
