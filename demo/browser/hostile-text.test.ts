import type { D1Database } from "@cloudflare/workers-types";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { CHROMIUM, openBrowser, signIn, watchTraffic } from "./browser.ts";
import { startSeededWorker, type SeededWorker } from "./seeded-worker.ts";

const HOSTILE = `\u202e"><script>window.hit = 1</script><img src=x onerror="window.hit = 1">javascript:hit()`;
const PAGES = [
  "/",
  "/agents",
  "/flagged?days=30",
  "/calls?columns=call&columns=campaign&columns=summary&columns=reason&columns=marks",
  "/review",
  "/calls/hostile",
  "/calls/hostile?review=1",
];

/** The texts with an override after which something stands in the same line that is not kept from it. */
const LEAKING = `(() => {
  const leaks = [];
  const ends = (text) => text.trim().endsWith("javascript:hit()");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (!text.data.includes("\\u202e")) continue;
    let element = text.parentElement;
    const isInline = () => getComputedStyle(element).display === "inline";
    const isKept = () => isInline() && getComputedStyle(element).unicodeBidi.startsWith("isolate");
    while (isInline() && !isKept() && ends(element.textContent)) element = element.parentElement;
    if (!ends(text.data) || !(isKept() || ends(element.textContent))) leaks.push(element.outerHTML.slice(0, 250));
  }
  return leaks;
})()`;

let worker: SeededWorker;
let browser: Browser;
let session: BrowserContextOptions["storageState"];

beforeAll(async () => {
  if (CHROMIUM.missing !== null) return;
  worker = await startSeededWorker(poison);
  browser = await openBrowser();
  const context = await browser.newContext();
  await signIn(await context.newPage(), worker.url, worker.secrets.signInCode);
  session = await context.storageState();
  await context.close();
});
afterAll(async () => {
  await browser?.close();
  await worker?.stop();
});

/** Whatever comes from outside says the worst it can, in every sample call; one is found as `hostile`. */
async function poison(db: D1Database, siteId: string): Promise<void> {
  await db.batch([
    db
      .prepare(
        "UPDATE call SET agent_name = ?2, campaign_id = ?2, call_status = ?2 WHERE site_id = ?1",
      )
      .bind(siteId, HOSTILE),
    db
      .prepare(
        "UPDATE score SET summary = ?2, flag_reason = iif(flagged, ?2, NULL), strengths = json_array(?2), improvements = json_array(?2) WHERE site_id = ?1",
      )
      .bind(siteId, HOSTILE),
    db
      .prepare(
        `UPDATE transcript SET segments = (SELECT json_group_array(json_set(value, '$.text', ?2)) FROM json_each(segments))
         WHERE site_id = ?1`,
      )
      .bind(siteId, HOSTILE),
    db
      .prepare(
        "UPDATE call SET uniqueid = 'hostile' WHERE recording_id = (SELECT recording_id FROM score WHERE site_id = ?1 AND flagged = 1 LIMIT 1)",
      )
      .bind(siteId),
    db
      .prepare(
        "UPDATE team_stat SET agents = (SELECT json_group_object(key, json_set(value, '$[0]', ?2)) FROM json_each(agents)) WHERE site_id = ?1",
      )
      .bind(siteId, HOSTILE),
    db.prepare("UPDATE person SET name = ?1 WHERE role = 'admin'").bind(HOSTILE),
  ]);
}

describe.skipIf(CHROMIUM.missing !== null)("hostile text", () => {
  test.each(PAGES)("on %s runs nothing and turns nothing beside it", async (path) => {
    const context = await browser.newContext({ storageState: session });
    const visit = await context.newPage();
    const traffic = watchTraffic(visit, worker.url);
    await visit.goto(new URL(path, worker.url).href, { waitUntil: "networkidle" });
    expect(await visit.locator("body").innerText()).toContain("window.hit = 1");
    expect(await visit.evaluate("window.hit ?? null")).toBeNull();
    expect(traffic.foreign).toEqual([]);
    expect(traffic.complaints).toEqual([]);
    const leaks = async () => z.array(z.string()).parse(await visit.evaluate(LEAKING));
    expect(await leaks()).toEqual([]);
    // What is looked for is found where there is some.
    await visit.evaluate(
      "document.body.insertAdjacentHTML('beforeend', '<p>a <i>\\u202eb</i> c</p>')",
    );
    expect(await leaks()).toHaveLength(1);
    await context.close();
  });
});
