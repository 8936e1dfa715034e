import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { browsedSite } from "./browsed-site.ts";
import { enter, tabTo, tabToMatch, write } from "./by-keyboard.ts";

const site = browsedSite();
let agent: Page;
let reviewer: Page;

beforeAll(async () => {
  if (site.isMissing) return;
  agent = await site.signedIn({}, site.worker.agentSignInCode);
  reviewer = await site.signedIn();
});

const said = (page: Page) => page.locator(".notice-done").innerText();
const panelOf = (page: Page) => page.locator("#dispute").innerText();
const notices = (page: Page) => page.locator(".inbox").innerText();

/** Opens the agent's newest call but `skip`, and says of two of its marks why they are wrong; answers with the call's path. */
async function disputeCall(skip: number): Promise<string> {
  await agent.goto(`${site.worker.url}/me`);
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

const [FIRST = "", SECOND = ""] = defaultScorecard.criteria.map(({ id }) => id);

/** Keeps what the score has for a thing that is disputed, or gives it the best mark that it does not have; answers what it had. */
async function answerThing(id: string, given: "keep" | null, why: string): Promise<string> {
  const focused = async (what: string) =>
    String(await reviewer.evaluate(`document.activeElement.${what}`));
  await tabTo(reviewer, `given.${id}`);
  const keeps = await focused("parentElement.textContent");
  await reviewer.keyboard.press("Space");
  const wanted = given ?? (keeps.endsWith("5") ? "4" : "5");
  for (let presses = 0; presses < 8 && (await focused("value")) !== wanted; presses += 1) {
    await reviewer.keyboard.press("ArrowDown");
  }
  expect(await focused("matches(':checked') + document.activeElement.value")).toBe(`true${wanted}`);
  await write(reviewer, `why.${id}`, why);
  return keeps.replace("Keep: ", "").trim();
}

/** Opens the reviewer's newest notice that they have not read. */
async function openNotice(path: string): Promise<void> {
  await enter(reviewer, "Notices", "**/notices");
  await tabToMatch(reviewer, ".inbox-unread button");
  await reviewer.keyboard.press("Enter");
  await reviewer.waitForURL(`**${path}#dispute`);
}

describe.skipIf(site.isMissing)("an agent's disputes", () => {
  test("are made, answered thing by thing and by a review, each step told and kept, by keyboard alone", async () => {
    const declined = await disputeCall(2);
    const marked = await disputeCall(1);
    const revised = await disputeCall(0);
    const before = await agent.locator(".verdict-total").innerText();

    await reviewer.goto(site.worker.url);
    expect(await reviewer.locator(".unread").innerText()).toMatch(/^3\b/);
    await openNotice(revised);
    expect(await panelOf(reviewer)).toContain("I did: Greeting");
    expect(await panelOf(reviewer)).toContain("Please listen again.");
    const was = await answerThing(FIRST, null, "You greet at the very start.");
    await answerThing(SECOND, "keep", "The account number was not asked for.");
    await enter(reviewer, "Send the answer", "**done=revised");
    expect(await said(reviewer)).toBe("What you revised counts from now on; the agent is told.");
    expect(await panelOf(reviewer)).toContain("answered with a revised score");

    await openNotice(marked);
    await enter(reviewer, "Mark the whole call yourself", "**review=1*");
    for (const _ of defaultScorecard.criteria) await reviewer.keyboard.press("5");
    await write(reviewer, "comment", "You are right, you greeted and checked.");
    for (const id of [FIRST, SECOND]) await write(reviewer, `why.${id}`, "It is there.");
    await enter(reviewer, "Send and stay", "**done=reviewed");
    expect(await said(reviewer)).toBe("Your review is stored.");

    await openNotice(declined);
    for (const id of [FIRST, SECOND]) await answerThing(id, "keep", "It was not asked for.");
    await enter(reviewer, "Send the answer", "**done=declined");
    expect(await panelOf(reviewer)).toContain("declined");
    await reviewer.goto(`${site.worker.url}/review?reason=disputed`);
    expect(await reviewer.locator(".call-table").count()).toBe(0);

    await agent.goto(`${site.worker.url}/me`);
    expect(await agent.locator(".unread").innerText()).toMatch(/^3\b/);
    await enter(agent, "Notices", "**/notices");
    expect(await notices(agent)).toContain("Your dispute was answered with a revised score");
    expect(await notices(agent)).toContain("Your dispute was declined: what you disputed stands");
    await enter(agent, "Your dispute was answered", /#dispute$/);
    expect(new URL(agent.url()).pathname).toBe(marked);
    expect(await agent.locator(".verdict-total").innerText()).toContain("100.0");
    expect(await panelOf(agent)).toContain("You are right, you greeted and checked.");
    expect(await panelOf(agent)).toContain("It is there.");
    await enter(agent, "Notices", "**/notices");
    await tabToMatch(agent, ".inbox-unread:last-child button");
    await agent.keyboard.press("Enter");
    await agent.waitForURL(`**${revised}#dispute`);
    expect(await agent.locator(".verdict-total").innerText()).not.toBe(before);
    expect(await panelOf(agent)).toMatch(/Revised from \S+ to \d\. You greet at the very start\./);
    expect(await panelOf(agent)).toMatch(/Stays \S+\. The account number was not asked for\./);
    expect(await panelOf(agent)).toContain(`from ${was} to`);
    expect(await agent.locator(".verdict-judge").innerText()).toMatch(/^Reviewed by Demo admin/);
    expect(await panelOf(agent)).toContain("It was decided after a dispute.");
    await enter(agent, "Notices", "**/notices");
    await enter(agent, "Your dispute was declined", `**${declined}#dispute`);
    expect(await panelOf(agent)).toContain("It was not asked for.");
    expect(await agent.locator(".unread").count()).toBe(0);

    expect(site.worker.stored("SELECT state, decided_by FROM dispute ORDER BY opened_at")).toEqual([
      { state: "declined", decided_by: "demo-admin" },
      { state: "revised", decided_by: "demo-admin" },
      { state: "revised", decided_by: "demo-admin" },
    ]);
    expect(
      site.worker.stored(
        "SELECT action, actor FROM audit_event WHERE action LIKE 'dispute.%' ORDER BY at",
      ),
    ).toEqual([
      { action: "dispute.open", actor: "person:sample-agent" },
      { action: "dispute.open", actor: "person:sample-agent" },
      { action: "dispute.open", actor: "person:sample-agent" },
      { action: "dispute.revise", actor: "person:demo-admin" },
      { action: "dispute.revise", actor: "person:demo-admin" },
      { action: "dispute.decline", actor: "person:demo-admin" },
    ]);
    const reviews = site.worker.stored(
      "SELECT cause, total, marks FROM review WHERE is_current = 1 ORDER BY created_at",
    );
    expect(reviews.map(({ cause }) => cause)).toEqual(["dispute", "dispute"]);
    expect(reviews[1]?.["total"]).toBe(100);
    expect(reviews[0]?.["marks"]).not.toBe(reviews[1]?.["marks"]);
  });
});
