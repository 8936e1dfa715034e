import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { CHROMIUM, openBrowser, signIn } from "./browser.ts";
import { enter, tabTo, tabToMatch, write } from "./by-keyboard.ts";
import { startSeededWorker, type SeededWorker } from "./seeded-worker.ts";

let worker: SeededWorker;
let browser: Browser;
let agent: Page;
let reviewer: Page;

beforeAll(async () => {
  if (CHROMIUM.missing !== null) return;
  worker = await startSeededWorker();
  browser = await openBrowser();
  agent = await (await browser.newContext()).newPage();
  await signIn(agent, worker.url, worker.agentSignInCode);
  reviewer = await (await browser.newContext()).newPage();
  await signIn(reviewer, worker.url, worker.secrets.signInCode);
});
afterAll(async () => {
  await browser?.close();
  await worker?.stop();
});

const said = (page: Page) => page.locator(".notice-done").innerText();
const panelOf = (page: Page) => page.locator("#dispute").innerText();
const notices = (page: Page) => page.locator(".inbox").innerText();

/** Opens the agent's newest call but `skip`, and says of two of its marks why they are wrong; answers with the call's path. */
async function disputeCall(skip: number): Promise<string> {
  await agent.goto(`${worker.url}/me`);
  const rows = agent.locator(".agent-calls").first().locator(".row-link");
  const path = (await rows.nth(skip).getAttribute("href")) ?? "";
  await tabToMatch(agent, `[href="${path}"]`);
  await agent.keyboard.press("Enter");
  await agent.waitForURL(`**${path}`);
  expect(await panelOf(agent)).toMatch(/until the end of \w{3} \d/);
  await tabTo(agent, "Dispute the score");
  await agent.keyboard.press("Enter");
  for (const { id, name } of defaultScorecard.criteria.slice(0, 2)) {
    await tabTo(agent, name);
    await agent.keyboard.press("Enter");
    await write(agent, `reason.${id}`, `I did: ${name}, call ${skip + 1}.`);
  }
  await write(agent, "comment", "Please listen again.");
  await enter(agent, "Send the dispute", "**done=disputed*");
  expect(await said(agent)).toBe("Your dispute is sent; you are told when it is answered.");
  return path;
}

/** Opens the reviewer's newest notice that they have not read. */
async function openNotice(path: string): Promise<void> {
  await enter(reviewer, "Notices", "**/notices");
  await tabToMatch(reviewer, ".inbox-unread button");
  await reviewer.keyboard.press("Enter");
  await reviewer.waitForURL(`**${path}#dispute`);
}

describe.skipIf(CHROMIUM.missing !== null)("an agent's disputes", () => {
  test("are made, answered by a review and declined, each step told and kept, by keyboard alone", async () => {
    const declined = await disputeCall(1);
    const revised = await disputeCall(0);
    const before = await agent.locator(".verdict-total").innerText();

    await reviewer.goto(worker.url);
    expect(await reviewer.locator(".unread").innerText()).toMatch(/^2\b/);
    await openNotice(revised);
    expect(await panelOf(reviewer)).toContain("I did: Greeting");
    expect(await panelOf(reviewer)).toContain("Please listen again.");
    await enter(reviewer, "Mark the call yourself", "**review=1*");
    for (const _ of defaultScorecard.criteria) await reviewer.keyboard.press("5");
    await write(reviewer, "comment", "You are right, you greeted and checked.");
    await enter(reviewer, "Send and stay", "**done=reviewed");
    expect(await said(reviewer)).toBe("Your review is stored.");
    expect(await panelOf(reviewer)).toContain("answered with a revised score");

    await openNotice(declined);
    await write(reviewer, "answer", "The account number was not asked for.");
    await enter(reviewer, "Decline the dispute", "**done=declined");
    expect(await panelOf(reviewer)).toContain("declined");
    await reviewer.goto(`${worker.url}/review?reason=disputed`);
    expect(await reviewer.locator(".call-table").count()).toBe(0);

    await agent.goto(`${worker.url}/me`);
    expect(await agent.locator(".unread").innerText()).toMatch(/^2\b/);
    await enter(agent, "Notices", "**/notices");
    expect(await notices(agent)).toContain("Your dispute was answered with a revised score");
    expect(await notices(agent)).toContain("Your dispute was declined: the score stands");
    await enter(agent, "Your dispute was answered", `**${revised}#dispute`);
    expect(await agent.locator(".verdict-total").innerText()).toContain("100.0");
    expect(before).not.toContain("100.0");
    expect(await agent.locator(".verdict-judge").innerText()).toMatch(/^Reviewed by Demo admin/);
    expect(await panelOf(agent)).toContain("You are right, you greeted and checked.");
    expect(await panelOf(agent)).toContain("It was decided after a dispute.");
    await enter(agent, "Notices", "**/notices");
    await enter(agent, "Your dispute was declined", `**${declined}#dispute`);
    expect(await panelOf(agent)).toContain("The account number was not asked for.");
    expect(await agent.locator(".unread").count()).toBe(0);

    expect(worker.stored("SELECT state, decided_by FROM dispute ORDER BY opened_at")).toEqual([
      { state: "declined", decided_by: "demo-admin" },
      { state: "revised", decided_by: "demo-admin" },
    ]);
    expect(
      worker.stored(
        "SELECT action, actor FROM audit_event WHERE action LIKE 'dispute.%' ORDER BY at",
      ),
    ).toEqual([
      { action: "dispute.open", actor: "person:sample-agent" },
      { action: "dispute.open", actor: "person:sample-agent" },
      { action: "dispute.revise", actor: "person:demo-admin" },
      { action: "dispute.decline", actor: "person:demo-admin" },
    ]);
    expect(worker.stored("SELECT cause, total FROM review WHERE is_current = 1")).toEqual([
      { cause: "dispute", total: 100 },
    ]);
  });
});
