import { beforeEach, describe, expect, test } from "vitest";

import {
  ask,
  decline,
  disputeId,
  item,
  openOne,
  REASONS,
  review,
  scoreAnew,
  seedDisputable,
  states,
  who,
} from "./testing/disputable-site.ts";

beforeEach(seedDisputable);

test("a review that does not know of the dispute leaves it open, and its call in the queue", async () => {
  await openOne();
  await review(who.max);
  expect(await states()).toEqual(["open"]);
  expect((await item())?.[0]).toBe("open");
  await scoreAnew();
  expect(await states()).toEqual(["expired"]);
});

test("a disputed review still counts after a re-score, so that its dispute stays open", async () => {
  await review(who.max);
  expect((await openOne()).status).toBe(303);
  await scoreAnew();
  expect(await states()).toEqual(["open"]);
});

test("a blind review answers no dispute, and does not show its reasons", async () => {
  await openOne();
  const blind = await (await ask(who.jo, "/calls/a?review=1&blind=1")).text();
  expect(blind).toContain("Its score is disputed");
  expect(blind).not.toContain("I said my name at the start.");
  expect(blind).not.toContain('name="dispute"');
  expect(await (await ask(who.jo, "/calls/a?review=1")).text()).toContain(
    `name="dispute" value="${await disputeId()}"`,
  );
});

describe("the list of disputes", () => {
  test("has those of a state, with how often what is disputed", async () => {
    await openOne();
    await decline();
    await openOne(who.sarah, REASONS, "good");
    await review(who.jo);
    const open = await (await ask(who.max, "/disputes")).text();
    expect(open).toContain("/calls/good#dispute");
    expect(open).not.toContain("/calls/a#dispute");
    expect(open).toContain("By criterion");
    const all = await (await ask(who.max, "/disputes?state=all&agent=1001")).text();
    expect(all).toContain("/calls/a#dispute");
    expect(await (await ask(who.max, "/disputes?state=all&agent=1008")).text()).toContain(
      "No dispute matches",
    );
  });

  test("says how many of a reviewer's reviews were disputed and revised", async () => {
    await review(who.jo);
    await openOne();
    await review(who.max, await disputeId(), "5");
    const text = (await (await ask(who.max, "/disputes")).text()).replaceAll(/<[^>]+>/g, " ");
    expect(text.replaceAll(/\s+/g, " ")).toMatch(
      /Test reviewer 1 100\.0 % 100\.0 % Test manager 1 0\.0 % –/,
    );
  });

  test("answers a mistyped filter with what it shows by default", async () => {
    const page = await ask(who.max, `/disputes?state=furious&agent=${"x".repeat(99)}`);
    expect(page.status).toBe(200);
  });
});
