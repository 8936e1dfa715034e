import type { D1Database } from "@cloudflare/workers-types";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { browsedSite } from "./browsed-site.ts";
import { PATIENCE, signIn } from "./browser.ts";
import { enter, tabTo, tabToMatch } from "./by-keyboard.ts";

const site = browsedSite(leaveThree);
let page: Page;

beforeAll(async () => {
  if (!site.isMissing) page = await (await site.browser.newContext()).newPage();
});

/** Of all that the sample put up for review, two auto-fails of today or lately and one flagged call wait. */
async function leaveThree(db: D1Database, siteId: string): Promise<void> {
  const newest = (having: string, calls: number) =>
    `SELECT recording_id FROM (SELECT recording_id FROM review_item WHERE site_id = ?1 AND state = 'open' AND reasons ->> 'auto_fail' ${having}
     ORDER BY local_date DESC, recording_id LIMIT ${calls})`;
  await db
    .prepare(
      `UPDATE review_item SET state = 'expired' WHERE site_id = ?1 AND recording_id NOT IN (
         ${newest("IS NOT NULL", 2)} UNION ${newest("IS NULL AND reasons ->> 'flagged' IS NOT NULL", 1)})`,
    )
    .bind(siteId)
    .run();
}

const reviewSchema = z.object({
  recording_id: z.string(),
  agent_user: z.string(),
  marks: z.string().transform((text): unknown => JSON.parse(text)),
  comments: z.string().transform((text): unknown => JSON.parse(text)),
  auto_fails: z.string(),
  total: z.number(),
  flagged: z.number(),
  comment: z.string(),
  verdict: z.string().nullable(),
  reviewer_id: z.string(),
  found: z.string(),
});

const allMarked = (mark: string) =>
  Object.fromEntries(defaultScorecard.criteria.map(({ id }) => [id, mark]));

/** Marks every criterion, says why of the last one, and sums up; the focus begins on the first criterion. */
async function mark(key: string, comment: string): Promise<void> {
  for (const _ of defaultScorecard.criteria) await page.keyboard.press(key);
  await enterNothing("Levels and comment");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Said nothing that is not allowed.");
  await tabTo(page, "comment");
  await page.keyboard.type(comment);
}

const verdict = () => page.locator("[name=verdict]:checked").getAttribute("value");

async function switchLetters(to: "on" | "off"): Promise<void> {
  await page.goto(`${site.worker.url}/preferences`);
  await page.locator(`[name=keys][value=${to}]`).check();
  await page.locator("main form").first().getByRole("button").click();
  await page.waitForURL(/preferences\?|\/$/);
}

/** Opens a part of the page that is folded up. */
async function enterNothing(summary: string): Promise<void> {
  await tabTo(page, summary);
  await page.keyboard.press("Enter");
}

describe.skipIf(site.isMissing)("a manager's morning", () => {
  test("from the sign-in link to the last call of the queue, by keyboard alone", async () => {
    await page.goto(`${site.worker.url}/sign-in?code=${site.worker.secrets.signInCode}`);
    if (page.url().includes("/sign-in")) {
      await tabToMatch(page, "main button");
      await page.keyboard.press("Enter");
      await page.waitForURL(`${site.worker.url}/`);
    }
    expect(await page.locator("h1").innerText()).toBe("Call quality");

    await enter(page, "Review", "**/review");
    expect(await page.locator(".lead").innerText()).toBe("3 calls, most pressing first");
    await page.keyboard.press("n");
    await page.waitForURL("**/calls/*?review=1*");

    // The judge heard an auto-fail that was none: the person clears it.
    const cleared = new URL(page.url()).pathname;
    await mark("4", "The agent only read back the last four digits.");
    await page.keyboard.press("Shift+Tab");
    await expect.poll(() => page.locator("[name=auto_fail]:checked").count(), PATIENCE).toBe(1);
    for (let at = 0; at < defaultScorecard.auto_fails.length; at += 1) {
      const isChecked = await page.evaluate("document.activeElement.matches(':checked')");
      if (isChecked === true) break;
      await page.keyboard.press("Shift+Tab");
    }
    await page.keyboard.press("Space");
    expect(await page.locator("[name=auto_fail]:checked").count()).toBe(0);
    await page.keyboard.press("g");
    expect(await verdict()).toBe("good");
    expect(await page.locator("[data-verdict]").innerText()).toBe("Your total: 80.0, not flagged");
    await page.keyboard.press("Control+Enter");
    await page.waitForURL((url) => url.pathname !== cleared);

    // The next one is confirmed, and sent by its button.
    const confirmed = new URL(page.url()).pathname;
    await mark("2", "Card number aloud, with the customer asking not to.");
    expect(await page.locator("[name=auto_fail]:checked").count()).toBe(1);
    await tabTo(page, "verdict");
    await page.keyboard.press("ArrowUp");
    expect(await verdict()).toBe("unacceptable");
    await tabTo(page, "Send and take the next");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname !== confirmed);

    await mark("5", "Nothing to add.");
    await page.keyboard.press("Control+Enter");
    await page.waitForURL("**/review?*done=none");
    expect(await page.getByRole("status").innerText()).toBe(
      "Nothing is left that nobody has taken.",
    );
    expect(await page.locator(".empty h2").innerText()).toBe("All reviewed");

    const stored = z.array(reviewSchema).parse(
      site.worker.stored(
        `SELECT r.*, s.auto_fails AS found FROM review AS r
         JOIN score AS s ON s.recording_id = r.recording_id AND s.version = r.score_version
         WHERE r.is_current = 1 ORDER BY r.created_at`,
      ),
    );
    expect(stored.map(({ marks }) => marks)).toEqual(["4", "2", "5"].map(allMarked));
    expect(stored.map(({ total }) => total)).toEqual([80, 40, 100]);
    expect(stored.map(({ flagged }) => flagged)).toEqual([0, 1, 0]);
    expect(stored.map(({ found }) => found !== "[]")).toEqual([true, true, false]);
    expect(stored.map(({ auto_fails }) => auto_fails !== "[]")).toEqual([false, true, false]);
    expect(stored.map(({ comments }) => comments)).toEqual(
      stored.map(() => ({ compliance: "Said nothing that is not allowed." })),
    );
    expect(stored.map((review) => review.verdict)).toEqual(["good", "unacceptable", null]);
    expect(stored[1]?.comment).toBe("Card number aloud, with the customer asking not to.");
    expect(new Set(stored.map(({ reviewer_id }) => reviewer_id))).toEqual(new Set(["demo-admin"]));
    expect(
      site.worker.stored("SELECT * FROM audit_event WHERE action = 'review.submit'"),
    ).toHaveLength(3);

    // What the person said wins wherever one score is shown, and the judge's stays beside it.
    await enter(page, "Overview", `${site.worker.url}/`);
    const inFunnel = page.locator("section", { has: page.locator("#coverage-heading") });
    expect(await inFunnel.innerText()).toMatch(/Reviewed[^\n]*\s+3\b/);
    await page.goto(`${site.worker.url}/agents/${stored[0]?.agent_user}`);
    const clearedId = stored[0]?.recording_id ?? "";
    const row = page.locator(".agent-reviews tr", {
      has: page.locator(`a[href="/calls/${encodeURIComponent(clearedId)}"]`),
    });
    expect(await row.innerText()).toContain("80.0");
    await page.goto(`${site.worker.url}${cleared}`);
    expect(await page.locator(".verdict").innerText()).toMatch(
      /80\.0[\s\S]*Not flagged[\s\S]*Good[\s\S]*Reviewed by Demo admin; .* gave \d/,
    );
    const flaggedRow = async (path: string) => {
      await page.goto(`${site.worker.url}/flagged?days=30`);
      return page.locator("tr", { has: page.locator(`a[href="${path}"]`) }).innerText();
    };
    expect(await flaggedRow(cleared)).toMatch(/80\.0[\s\S]*Cleared by a person/);
    expect(await flaggedRow(confirmed)).toMatch(/40\.0[\s\S]*judge/);
  });

  test("goes on to coaching where the verdict says so, with letters and without", async () => {
    const [call] = site.worker.stored(
      "SELECT recording_id FROM review_item WHERE state = 'expired' ORDER BY recording_id DESC LIMIT 1",
    );
    const id = String(call?.["recording_id"]);
    const path = `/calls/${encodeURIComponent(id)}`;
    await switchLetters("off");
    await page.goto(`${site.worker.url}${path}?review=1`);
    await page.locator("[name=verdict]").first().focus();
    await page.keyboard.press("c");
    expect(await verdict()).toBe("");
    expect(await page.locator(".send-coach").isVisible()).toBe(false);
    await switchLetters("on");
    await page.goto(`${site.worker.url}${path}?review=1`);
    for (const _ of defaultScorecard.criteria) await page.keyboard.press("3");
    await page.keyboard.press("c");
    expect(await verdict()).toBe("needs_coaching");
    await enter(page, "coach", "**/coaching/new?call=*");
    expect(
      site.worker.stored("SELECT verdict, total FROM review WHERE recording_id = ?", id),
    ).toEqual([{ verdict: "needs_coaching", total: 60 }]);
    await page.goto(`${site.worker.url}${path}`);
    await enter(page, "Coach this", `**/coaching/new?call=*`);
  });

  test("goes on where it was when the session ends in the middle of a review", async () => {
    const [call] = site.worker.stored(
      "SELECT recording_id FROM review_item WHERE state = 'expired' LIMIT 1",
    );
    const path = `/calls/${encodeURIComponent(String(call?.["recording_id"]))}`;
    await page.goto(`${site.worker.url}${path}?review=1`);
    await mark("3", "Typed before the session ended.");
    await page.context().clearCookies();
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => page.textContent("h1"), PATIENCE).toBe("Your session has ended");
    const other = await page.context().newPage();
    await signIn(other, site.worker.url, site.worker.secrets.signInCode);
    await other.close();
    await tabTo(page, "Send again");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/review?*");
    expect(
      site.worker.stored(
        "SELECT recording_id, total FROM review WHERE comment LIKE 'Typed before%'",
      ),
    ).toEqual([{ recording_id: call?.["recording_id"], total: 60 }]);
  });
});
