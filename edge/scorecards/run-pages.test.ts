import { beforeEach, describe, expect, test } from "vitest";

import { CRON_TICK } from "../scoring/start-tick.ts";
import { visitor, type Visitor } from "../testing/page-forms.ts";
import { signedIn } from "../testing/signed-in.ts";
import { rows } from "../testing/table-rows.ts";
import { testApp, type TestApp } from "../testing/test-app.ts";
import { judge, newRunsBench, scored, SITE, type RunsBench } from "./testing/runs-bench.ts";

let bench: RunsBench["bench"];
let cards: RunsBench["cards"];
let app: TestApp;
let manager: Visitor;
let reviewer: Visitor;

beforeEach(async () => {
  ({ bench, cards } = await newRunsBench());
  app = testApp(bench.clock.nowMs);
  manager = visitor(app, await signedIn(SITE, "manager"));
  reviewer = visitor(app, await signedIn(SITE, "reviewer"));
  await scored(bench, "a", "b", "c");
});

const CALLS = { from: "2026-11-20", to: "2026-11-24", campaign: "", scored_by: "", ids: "" };
const tick = () => bench.tick([judge()], CRON_TICK);

describe("a try", () => {
  beforeEach(async () => {
    await cards.draft("sales");
  });
  const start = (more: Record<string, string> = {}) =>
    manager.send("/scorecards/sales/1/try", { ...CALLS, limit: "2", ...more });

  test("is begun from its form, says how far it is, and then shows each call before and after", async () => {
    expect((await manager.open("/scorecards/sales/1/try")).text).toContain("Start the try");
    const { status, location } = await start();
    expect(status).toBe(303);
    expect(app.wakes()).toBe(1);
    const going = await manager.open(location);
    expect(going.text).toContain("data-refresh");
    expect(going.text).toContain("0 of 2 calls judged");
    expect(going.text).toContain("Refresh");
    await tick();
    const { text } = await reviewer.open(location);
    expect(text).not.toContain("data-refresh");
    expect(text).toContain("2 of 2 calls judged");
    expect(text).toContain("Newly flagged");
    expect(text).toContain("Judged greeting 4 → 2");
    expect(text).toContain("−40.0");
  });

  test("takes calls by their ids", async () => {
    const { location } = await start({ ids: "a\nb\r\n c" });
    expect((await manager.open(location)).text).toContain("Try on 3 calls");
  });

  test.each<[Record<string, string>, number, string]>([
    [{ limit: "51" }, 400, 'id="limit.problem">at most 50'],
    [{ from: "yesterday" }, 400, 'id="from.problem"'],
    [{ from: "2025-01-01" }, 400, "at most 92"],
    [{ campaign: "NOBODY" }, 400, "No such call is scored"],
  ])("%j is refused, and the form comes back filled", async (more, status, said) => {
    const answer = await start({ ...more, agent: "1001" });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(said);
    expect(answer.text).toContain('value="1001"');
    expect(await rows("SELECT * FROM scorecard_run")).toEqual([]);
  });

  test("is stopped, also twice", async () => {
    const path = (await start()).location.replace("?done=begun", "");
    expect((await manager.send(`${path}/stop`, {})).location).toBe(`${path}?done=stopped`);
    expect((await manager.send(`${path}/stop`, {})).status).toBe(303);
    expect((await manager.open(path)).text).toContain("2 not begun");
  });

  test("is not begun or stopped by a reviewer", async () => {
    expect((await reviewer.open("/scorecards/sales/1/try")).status).toBe(403);
    expect((await reviewer.send("/scorecards/sales/1/try", CALLS)).status).toBe(403);
    const { location } = await start();
    const path = location.replace("?done=begun", "");
    expect((await reviewer.send(`${path}/stop`, {})).status).toBe(403);
    expect((await reviewer.open(path)).text).not.toContain("/stop");
  });
});

describe("a re-score", () => {
  beforeEach(async () => {
    await cards.publish("sales");
  });
  const PATH = "/scorecards/sales/1/rescore";
  const BEGIN = { ...CALLS, step: "begin" };

  test("is counted with its cost first, then begun once, and shown before and after", async () => {
    const counted = await manager.send(PATH, CALLS);
    expect(counted.status).toBe(200);
    expect(counted.text).toContain("3 calls, about $0.006");
    expect(await rows("SELECT * FROM scorecard_run")).toEqual([]);
    const { status, location } = await manager.send(PATH, BEGIN);
    expect(status).toBe(303);
    const again = await manager.send(PATH, BEGIN);
    expect(again.status).toBe(409);
    expect(again.text).toContain("A re-score is going on at this site");
    await tick();
    await tick();
    expect((await manager.open(location)).text).toContain("3 of 3 calls judged");
  });

  test("of no call says so", async () => {
    const counted = await manager.send(PATH, { ...CALLS, campaign: "NOBODY" });
    expect(counted.status).toBe(200);
    expect(counted.text).toContain("No such call is scored");
    const { status, text } = await manager.send(PATH, { ...BEGIN, campaign: "NOBODY" });
    expect(status).toBe(400);
    expect(text).toContain("No such call is scored");
  });

  test("by a draft is refused; a reviewer begins none", async () => {
    await cards.draft("other");
    expect((await manager.send("/scorecards/other/1/rescore", CALLS)).status).toBe(409);
    expect((await reviewer.send(PATH, BEGIN)).status).toBe(403);
  });

  test("answers hostile or mistyped fields", async () => {
    const fields = { from: "<script>", to: "\u202e", scored_by: "x/y/z", step: "nothing" };
    const { status, text } = await manager.send(PATH, fields);
    expect(status).toBe(400);
    expect(text).not.toContain("<script>");
    expect((await manager.open("/scorecard-runs/nothing")).status).toBe(404);
  });
});
