import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { allMarks } from "../qa-api/testing/all-marks.ts";
import { LONDON, seedCalls, seedSite, segment } from "../qa-api/testing/seed-site.ts";
import { asker, type Form } from "../testing/ask.ts";
import { seedPerson, signedInAs } from "../testing/signed-in.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { testApp } from "../testing/test-app.ts";

const NOW_MS = Date.parse("2026-11-24T09:30:00Z");
const OTHER = { id: "other", name: "Somebody else", timeZone: "UTC" };
const WORDS = Array.from({ length: 60 }, (_, at) => segment(at, `Line number ${at}.`));

const app = testApp(NOW_MS);
const ask = asker(app);
const who = { sarah: "", grace: "", jo: "", max: "", stranger: "" };
const ids = { sarah: "", jo: "", max: "" };

beforeEach(async () => {
  await emptyDatabase();
  app.clock.nowMs = NOW_MS;
  await seedSite(env.DB, LONDON);
  await seedSite(env.DB, OTHER);
  ids.sarah = await seedPerson(LONDON.id, "agent", "1001");
  ids.jo = await seedPerson(LONDON.id, "reviewer");
  ids.max = await seedPerson(LONDON.id, "manager");
  who.sarah = await signedInAs(LONDON.id, ids.sarah);
  who.grace = await signedInAs(LONDON.id, await seedPerson(LONDON.id, "agent", "1008"));
  who.jo = await signedInAs(LONDON.id, ids.jo);
  who.max = await signedInAs(LONDON.id, ids.max);
  who.stranger = await signedInAs(OTHER.id, await seedPerson(OTHER.id, "manager"));
  await seedCalls(env.DB, LONDON, [
    {
      recordingId: "a",
      startedAt: "2026-11-23T09:00:00Z",
      marks: allMarks("2"),
      segments: WORDS,
    },
    {
      recordingId: "g",
      startedAt: "2026-11-23T09:00:00Z",
      marks: allMarks("2"),
      agentUser: "1008",
      agentName: "Grace Lindqvist",
    },
  ]);
});

const TASK: Form = { agent: "1001", title: "Greet with your name", due: "2026-12-01" };
const CLIP: Form = { call: "a", line: ["3", "5"], criterion: "greeting", note: "Here." };
const make = (form: Form = {}, cookie = who.jo) =>
  ask(cookie, "/coaching", { ...TASK, ...CLIP, ...form });
const taskId = async () => String((await rows("SELECT id FROM coaching_task"))[0]?.["id"]);
const seen = async (cookie = who.sarah) =>
  ask(cookie, `/me/coaching/${await taskId()}/acknowledge`, {});
const done = async (cookie = who.sarah, note = "I wrote it on my screen.") =>
  ask(cookie, `/me/coaching/${await taskId()}/done`, { note });
const cancel = async (cookie = who.max) => ask(cookie, `/coaching/${await taskId()}/cancel`, {});
const state = async () => (await rows("SELECT state FROM coaching_task"))[0]?.["state"];
const textOf = async (cookie: string, path: string) => (await ask(cookie, path)).text();
const notices = async (id: string) =>
  (await rows("SELECT kind FROM notice WHERE person_id = ? ORDER BY created_at", id)).map(
    (row) => row["kind"],
  );

describe("a task", () => {
  test("is made of a clip of a call, and its agent is told and reads the words", async () => {
    const sent = await make({ coach: ids.max });
    expect(sent.headers.get("Location")).toBe(`/coaching/${await taskId()}?done=made`);
    expect(
      await rows(
        "SELECT place, from_segment, to_segment, from_sec, to_sec, criterion_id, note FROM coaching_clip",
      ),
    ).toEqual([
      {
        place: 1,
        from_segment: 3,
        to_segment: 5,
        from_sec: 15,
        to_sec: 29,
        criterion_id: "greeting",
        note: "Here.",
      },
    ]);
    expect([await notices(ids.sarah), await notices(ids.max), await notices(ids.jo)]).toEqual([
      ["coaching_made"],
      ["coaching_made"],
      [],
    ]);
    expect(await rows("SELECT action FROM audit_event")).toEqual([{ action: "coaching.make" }]);
    const text = await textOf(who.sarah, `/me/coaching/${await taskId()}`);
    expect(text).toContain("Line number 3.");
    expect(text).toContain("Line number 5.");
    expect(text).not.toContain("Line number 2.");
    expect(text).not.toContain("Line number 6.");
    expect(text).toContain('href="/calls/a#line-3"');
  });

  test("needs no clip", async () => {
    expect((await make({ call: "" })).status).toBe(303);
    expect(await rows("SELECT * FROM coaching_clip")).toEqual([]);
  });

  test("takes more clips until it has ten, and none when it is over", async () => {
    await make();
    const added = await make({ task: await taskId(), title: "", line: "9" });
    expect(added.headers.get("Location")).toBe(`/coaching/${await taskId()}?done=added`);
    for (let more = 0; more < 8; more += 1) await make({ task: await taskId() });
    expect((await make({ task: await taskId() })).status).toBe(409);
    const [count] = await rows("SELECT count(*) AS clips, max(place) AS last FROM coaching_clip");
    expect(count).toEqual({ clips: 10, last: 10 });
    await cancel();
    expect((await make({ task: await taskId() })).status).toBe(409);
  });

  test.each([
    ["without a title", { title: " " }, 400],
    ["without a date", { due: "soon" }, 400],
    ["with a clip without lines", { line: [] }, 400],
    ["with a clip of lines that the call does not have", { line: "60" }, 400],
    ["with a clip of more lines than one has", { line: ["0", "40"] }, 400],
    ["with a line that is no number", { line: "three" }, 400],
    ["for an agent there is none of", { agent: "9999", call: "" }, 404],
    ["with another agent's call", { call: "g" }, 404],
    ["with a coach there is none of", { coach: "nobody" }, 404],
    ["for a task there is none of", { task: "nothing" }, 404],
  ])("is not made %s", async (_, form, status) => {
    expect((await make(form)).status).toBe(status);
    expect(await rows("SELECT * FROM coaching_task")).toEqual([]);
    expect(await rows("SELECT * FROM audit_event")).toEqual([]);
  });

  test("shows what people wrote as text", async () => {
    await make({ title: "<script>alert(1)</script>", note: "\u202egnip" });
    const text = await textOf(who.sarah, `/me/coaching/${await taskId()}`);
    expect(text).not.toContain("<script>alert");
    expect(text).toContain("<bdi>gnip</bdi>");
  });

  test("says that the words are gone where texts were removed", async () => {
    await make();
    await env.DB.prepare("UPDATE transcript SET segments = '[]', text_removed_at = 1").run();
    const text = await textOf(who.sarah, `/me/coaching/${await taskId()}`);
    expect(text).toContain("The words of this call have been removed");
  });
});

test("“Coach this” stands beside what was judged of a call as long as it has words", async () => {
  expect(await textOf(who.jo, "/calls/a")).toContain("Coach this");
  await env.DB.prepare("UPDATE transcript SET segments = '[]', text_removed_at = 1").run();
  const text = await textOf(who.jo, "/calls/a");
  expect(text).toContain("How the score came about");
  expect(text).not.toContain("Coach this");
});

describe("the steps of a task", () => {
  beforeEach(async () => {
    await make({ coach: ids.max });
    app.clock.nowMs += 60_000;
  });

  test("are seen and done by its agent, and whoever made it and the coach are told", async () => {
    expect((await done()).status).toBe(409);
    expect((await seen()).headers.get("Location")).toBe(
      `/me/coaching/${await taskId()}?done=acknowledged`,
    );
    expect((await seen()).status).toBe(409);
    app.clock.nowMs += 60_000;
    expect((await done()).status).toBe(303);
    expect((await done()).status).toBe(409);
    expect((await cancel()).status).toBe(409);
    const [task] = await rows(
      "SELECT state, agent_note, acknowledged_at, done_at FROM coaching_task",
    );
    expect(task).toEqual({
      state: "done",
      agent_note: "I wrote it on my screen.",
      acknowledged_at: NOW_MS + 60_000,
      done_at: NOW_MS + 120_000,
    });
    expect(await notices(ids.jo)).toEqual(["coaching_acknowledged", "coaching_done"]);
    expect(await notices(ids.max)).toEqual([
      "coaching_made",
      "coaching_acknowledged",
      "coaching_done",
    ]);
    expect(await textOf(who.jo, `/coaching/${await taskId()}`)).toContain(
      "I wrote it on my screen.",
    );
  });

  test("end with a cancel by the staff, of which the agent is told", async () => {
    expect((await cancel()).status).toBe(303);
    expect(await notices(ids.sarah)).toEqual(["coaching_made", "coaching_cancelled"]);
    expect((await seen()).status).toBe(409);
    expect(await state()).toBe("cancelled");
  });

  test("are taken once, however many try at once", async () => {
    const sent = await Promise.all([seen(), seen(), seen()]);
    expect(sent.map(({ status }) => status).toSorted()).toEqual([303, 409, 409]);
    await Promise.all([done(), cancel()]);
    const [count] = await rows(
      "SELECT count(*) AS ends FROM audit_event WHERE action IN ('coaching.done', 'coaching.cancelled')",
    );
    expect(count).toEqual({ ends: 1 });
  });

  test("are their own agent's alone: to others the task does not exist", async () => {
    expect((await ask(who.grace, `/me/coaching/${await taskId()}`)).status).toBe(404);
    expect((await seen(who.grace)).status).toBe(404);
    expect((await done(who.grace)).status).toBe(404);
    expect(await textOf(who.grace, "/me/coaching")).not.toContain("Greet with your name");
    expect((await seen(who.jo)).status).toBe(403);
    expect((await ask(who.stranger, `/coaching/${await taskId()}`)).status).toBe(404);
    expect((await cancel(who.stranger)).status).toBe(404);
    expect((await make({ task: await taskId() }, who.stranger)).status).toBe(404);
    expect(await textOf(who.stranger, "/coaching")).not.toContain("Greet with your name");
    expect(await state()).toBe("open");
  });
});

describe("the list of tasks", () => {
  test("has what is to be done by its date, what is overdue, and what is over", async () => {
    await make({ title: "Later" });
    await make({ title: "Sooner", due: "2026-11-25" });
    const list = await textOf(who.jo, "/coaching");
    expect(list.indexOf("Sooner")).toBeLessThan(list.indexOf("Later"));
    expect(await textOf(who.jo, "/coaching?list=overdue")).toContain("No task here");
    app.clock.nowMs = Date.parse("2026-11-26T00:00:00Z");
    const overdue = await textOf(who.jo, "/coaching?list=overdue");
    expect([overdue.includes("Sooner"), overdue.includes("Later")]).toEqual([true, false]);
    expect(await textOf(who.jo, "/coaching?agent=1008")).toContain("No task here");
    expect(await textOf(who.jo, "/coaching?list=best&agent=")).toContain("Later");
  });
});

describe("the form for a clip", () => {
  test("ticks what the judge quotes, and offers the agent's tasks and the staff", async () => {
    await make({ title: "There already" });
    const text = await textOf(who.jo, "/coaching/new?call=a&criterion=closing");
    expect(text).toContain('name="line" value="0" checked');
    expect(text.match(/ checked/g)).toHaveLength(1);
    for (const offered of ["There already", "Test manager", 'value="closing" selected']) {
      expect(text).toContain(offered);
    }
    expect(text).not.toContain("Test agent</option>");
  });

  test("is of a call or an agent of the site", async () => {
    expect((await ask(who.jo, "/coaching/new?call=nowhere")).status).toBe(404);
    expect((await ask(who.jo, "/coaching/new")).status).toBe(404);
    expect((await ask(who.stranger, "/coaching/new?call=a")).status).toBe(404);
    expect((await ask(who.jo, "/coaching/new?agent=1001")).status).toBe(200);
  });
});
