import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { D1Database } from "@cloudflare/workers-types";
import type { BrowserContextOptions, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { browsedSite } from "./browsed-site.ts";
import { PATIENCE, watchTraffic } from "./browser.ts";

/*
 * What a call's page does with scripts: the player in step with the transcript, its keys, links to a moment. The recording comes
 * from a server of the office, which is stood in for here.
 */

const PICTURES = join(import.meta.dirname, "..", "..", ".nightshift", "pictures");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RECORDING = readFileSync(join(import.meta.dirname, "..", "calls", "1001.wav"));
const OFFICE = "https://recordings.office.test";

const site = browsedSite(seed);
const callPath = "/calls/with-doubts";

beforeAll(() => mkdirSync(PICTURES, { recursive: true }));

/** A recordings server, and one of the sample calls with everything that a transcript and a score can have to say. */
async function seed(db: D1Database, siteId: string): Promise<void> {
  const newest = `(SELECT recording_id FROM score WHERE site_id = ?1 AND flagged = 1 ORDER BY local_date DESC LIMIT 1)`;
  const doubts = JSON.stringify([
    { start_sec: 6, end_sec: 8, reason: "stock_phrase", outcome: "dropped", speaker: null },
  ]);
  const columns = "site_id, agent_user, campaign_id, local_date, is_sample, transcript_version";
  const texts =
    "scorecard_id, scorecard_version, provider, prompt_version, criteria, auto_fails, injections, strengths, improvements, input_tokens, output_tokens, cost_usd, latency_ms, raw_answer, created_at, flagged, flag_reason";
  await db.batch([
    db
      .prepare("UPDATE site SET audio_url = ?2 WHERE id = ?1")
      .bind(siteId, `${OFFICE}/{recording_id}.wav`),
    db
      .prepare(
        `INSERT INTO call SELECT site_id, 'with-doubts', uniqueid, agent_user, agent_name, campaign_id, call_status, started_at,
           local_date, duration_sec, agent_state, state_reason, is_sample, created_at, updated_at
         FROM call WHERE site_id = ?1 AND recording_id = ${newest}`,
      )
      .bind(siteId),
    db
      .prepare(
        `INSERT INTO transcript (site_id, recording_id, version, content_hash, language, model, segments, word_count, audio_sec,
           speech_sec, transcription_sec, redactions, confidence, low_confidence, left_out, received_at)
         SELECT site_id, 'with-doubts', 1, 'x', language, model, segments, word_count, audio_sec, speech_sec,
           transcription_sec, redactions, 0.44, 1, ?2, received_at
         FROM transcript WHERE site_id = ?1 AND recording_id = ${newest}`,
      )
      .bind(siteId, doubts),
    ...[1, 2].map((version) =>
      db
        .prepare(
          `INSERT INTO score (recording_id, version, is_current, model, total, summary, ${columns}, ${texts})
           SELECT 'with-doubts', ?2, ?2 - 1, 'model-' || ?2, total - ?2, summary, ${columns}, ${texts}
           FROM score WHERE site_id = ?1 AND recording_id = ${newest}`,
        )
        .bind(siteId, version),
    ),
    db
      .prepare(
        `INSERT INTO tracker (id, site_id, name, phrases, counted_to, created_at, created_by)
         VALUES ('t1', ?1, 'Wants to leave', '["cancel","leave you"]', 1000000, 0, 'test')`,
      )
      .bind(siteId),
    db
      .prepare(
        `INSERT INTO tracker_day (tracker_id, local_date, searched, found)
         SELECT 't1', local_date, count(*), (unixepoch(local_date) / 86400 * 7) % 9
         FROM call WHERE site_id = ?1 AND local_date > '' GROUP BY local_date`,
      )
      .bind(siteId),
  ]);
}

/** A page of its own; the office's server answers with a recording of the demo. */
async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const visit = await site.signedIn(options);
  await visit.context().route(`${OFFICE}/**`, (route) =>
    route.fulfill({
      contentType: "audio/wav",
      headers: { "Accept-Ranges": "bytes", "Content-Length": String(RECORDING.length) },
      body: RECORDING,
    }),
  );
  await visit.goto(new URL(path, site.worker.url).href, { waitUntil: "networkidle" });
  return visit;
}

const now = (visit: Page) =>
  visit.evaluate("document.querySelector('audio').currentTime").then(z.number().parse);
const starts = (visit: Page) =>
  visit
    .evaluate(
      "[...document.querySelectorAll('[data-start]')].map((line) => Number(line.dataset.start))",
    )
    .then(z.array(z.number()).parse);

describe.skipIf(site.isMissing)("a call's page", () => {
  test("loads nothing of the recording before it is played, and then only from the office", async () => {
    const visit = await open("/");
    const traffic = watchTraffic(visit, site.worker.url);
    await visit.goto(new URL(callPath, site.worker.url).href, { waitUntil: "networkidle" });
    expect(traffic.foreign).toEqual([]);
    await visit.click("#line-1 .line-time");
    await expect.poll(() => now(visit), PATIENCE).toBeGreaterThan(0);
    expect([...new Set(traffic.foreign)]).toEqual([`${OFFICE}/with-doubts.wav`]);
    expect(traffic.complaints).toEqual([]);
    await visit.context().close();
  });

  test("a time plays from there, the line that is heard is marked, and keys move it", async () => {
    const visit = await open(callPath);
    const [, second = 0] = await starts(visit);
    await visit.click("#line-1 .line-time");
    await visit.waitForSelector("#line-1[aria-current=true]");
    expect(await now(visit)).toBeGreaterThanOrEqual(second);
    await visit.evaluate("document.activeElement.blur()");
    await visit.keyboard.press("Space");
    expect(await visit.evaluate("document.querySelector('audio').paused")).toBe(true);
    const before = await now(visit);
    await visit.keyboard.press("ArrowLeft");
    expect(await now(visit)).toBeLessThan(before);
    await visit.keyboard.press("ArrowRight");
    expect(await now(visit)).toBeCloseTo(Math.max(5, before), 0);
    await visit.selectOption("[data-speed]", "1.5");
    expect(await visit.evaluate("document.querySelector('audio').playbackRate")).toBe(1.5);
    await visit.context().close();
  });

  test("n and p go from quote to quote, and the recording with them", async () => {
    const visit = await open(callPath);
    await visit.keyboard.press("n");
    const hash = await visit.evaluate("location.hash").then(z.string().parse);
    expect(hash).toMatch(/^#line-\d+$/);
    expect(await visit.locator(`${hash} mark`).count()).toBeGreaterThan(0);
    await visit.keyboard.press("p");
    expect(await visit.evaluate("location.hash")).not.toBe("");
    await visit.context().close();
  });

  test("whoever scrolls the transcript is not taken away from where they read", async () => {
    const visit = await open(callPath);
    await visit.hover("#line-0");
    await visit.mouse.wheel(0, 200);
    await expect.poll(() => visit.isChecked("[data-follow]"), PATIENCE).toBe(false);
    await visit.context().close();
  });

  test("with single keys switched off none of them does anything", async () => {
    const visit = await open("/preferences");
    await visit.check('input[name="keys"][value="off"]');
    await visit.click('main button[type="submit"]');
    await visit.goto(new URL(callPath, site.worker.url).href, { waitUntil: "networkidle" });
    await visit.keyboard.press("Space");
    await visit.keyboard.press("n");
    expect(await visit.evaluate("document.querySelector('audio').paused")).toBe(true);
    expect(await visit.evaluate("location.hash")).toBe("");
    await visit.context().close();
  });

  test("is printed on white, also by whoever reads at night", async () => {
    const visit = await open("/calls/with-doubts", { colorScheme: "dark" });
    const paper = () => visit.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(await paper()).not.toBe("rgb(255, 255, 255)");
    await visit.emulateMedia({ media: "print" });
    expect(await paper()).toBe("rgb(255, 255, 255)");
  });

  test("the link of a line is copied, leads back to it, and works without scripts", async () => {
    const visit = await open(callPath, { permissions: ["clipboard-read", "clipboard-write"] });
    await visit.click("#line-2 .line-link");
    await visit.waitForSelector("[data-copy-status]:not(:empty)");
    const copied = await visit.evaluate("navigator.clipboard.readText()").then(z.string().parse);
    const [, , third = 0] = await starts(visit);
    expect(copied).toBe(`${site.worker.url}${callPath}?t=${third}`);
    await visit.context().close();

    const without = await open(new URL(copied).pathname + new URL(copied).search, {
      javaScriptEnabled: false,
    });
    expect(without.url()).toBe(`${site.worker.url}${callPath}#line-2`);
    await without.click("#line-1 .line-link");
    expect(without.url()).toBe(`${site.worker.url}${callPath}#line-1`);
    expect(await without.isVisible("[data-tools]")).toBe(false);
    await without.context().close();
  });

  test.each([
    ["call with a player", "/calls/with-doubts"],
    ["an older score", "/calls/with-doubts?version=1"],
    ["trackers counted", "/trackers?edit=t1"],
    ["search hits", "/calls?search=your&columns=call&columns=reason&columns=state"],
  ])("%s: axe finds nothing, nothing scrolls sideways", async (name, path) => {
    for (const [size, width] of Object.entries({ wide: 1440, narrow: 390 })) {
      for (const colorScheme of ["light", "dark"] as const) {
        const visit = await open(path, { viewport: { width, height: 900 }, colorScheme });
        await visit.screenshot({
          path: join(PICTURES, `${name}-${size}-${colorScheme}.png`),
          fullPage: true,
        });
        await visit.evaluate(AXE);
        const found = await visit.evaluate(
          "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))",
        );
        expect(found).toEqual([]);
        expect(
          await visit.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth",
          ),
        ).toBe(false);
        await visit.context().close();
      }
    }
  });
});
