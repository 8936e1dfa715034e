import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { marked, roundBench, type Person, type RoundBench } from "./testing/round-bench.ts";

const HOSTILE = "<script>alert(1)</script>\u202eevil";

let app: RoundBench["app"];
let ask: RoundBench["ask"];
let open: RoundBench["open"];
let manager: Person;
let ann: Person;
let bob: Person;
let stranger: Person;
beforeEach(async () => {
  ({ app, ask, open, manager, ann, bob, stranger } = await roundBench());
});

describe("blindness", () => {
  /** What Ann and the judge said, wherever it could stand in a page. */
  const SAID = [
    "Ann's secret reason",
    "Ann's overall word",
    "As heard.",
    "The line was reset.",
    "Gemini",
    "test-model",
  ];
  const annSays = () =>
    marked("5", {
      "comment.greeting": "Ann's secret reason",
      comment: "Ann's overall word",
      auto_fail: "abuse",
    });
  const mainOf = (text: string) => /<main.*<\/main>/s.exec(text)?.[0] ?? "";
  const table = (text: string) =>
    /<table class="compare pinned">.*?<\/table>/s.exec(text)?.[0] ?? null;

  test("a rater's pages hold nothing of others or the judge until they have marked that call", async () => {
    const path = await open({ expert: ann.id });
    await ask(ann, `${path}/calls/a/marks`, annSays());
    for (const address of [path, `${path}/calls/a`, "/calibration"]) {
      const { text } = await ask(bob, address);
      for (const secret of SAID) expect(text).not.toContain(secret);
      expect(table(text)).toBeNull();
      expect(mainOf(text)).not.toMatch(
        /40\.0|100\.0|Flagged:|class="sub">flagged|checked=|Judge: |<mark>/,
      );
    }
    expect((await ask(bob, `${path}/calls/a`)).text).toContain(`action="${path}/calls/a/marks"`);
  });

  test("marking one call shows that one, and no other", async () => {
    const path = await open();
    await ask(ann, `${path}/calls/a/marks`, annSays());
    await ask(ann, `${path}/calls/b/marks`, annSays());
    await ask(bob, `${path}/calls/a/marks`, marked("3"));
    const shown = (await ask(bob, `${path}/calls/a`)).text;
    for (const said of ["Ann's overall word", "test-model", "40.0", "100.0"]) {
      expect(shown).toContain(said);
    }
    const hidden = (await ask(bob, `${path}/calls/b`)).text;
    expect(table(hidden)).toBeNull();
    expect(hidden).not.toContain("Ann's");
    expect(hidden).not.toContain("test-model");
  });

  test("who is no rater, the manager too, sees marks only once the round is closed", async () => {
    const path = await open();
    await ask(ann, `${path}/calls/a/marks`, annSays());
    for (const who of [manager, stranger]) {
      for (const address of [path, `${path}/calls/a`]) {
        const { text } = await ask(who, address);
        expect(text).toContain("none of this round's raters");
        for (const secret of SAID) expect(text).not.toContain(secret);
        expect(table(text)).toBeNull();
      }
    }
    await ask(manager, `${path}/close`, {});
    const { text } = await ask(stranger, `${path}/calls/a`);
    expect(text).toContain("Ann's secret reason");
  });
});

describe("a call of an open round, to a rater who has not marked it", () => {
  /** What the judge made of call a, wherever a page could show it; hints and addresses may have such words as well. */
  const JUDGED = ["40.0", "As heard.", "The line was reset.", "test-model", "Judge: 2", "Score 40"];
  const shows = async (who: Person, address: string) => {
    const { status, text } = await ask(who, address);
    expect(status).toBe(200);
    return JUDGED.filter((word) => text.includes(word));
  };
  const byId = (who: Person, path: string) =>
    app.request(path, { headers: { Cookie: who.cookie, Accept: "application/json" } });
  let round: string;
  beforeEach(async () => {
    round = await open();
  });

  test.each(["/calls/a", "/calls/a?review=1", "/calls/a?version=1", "/calls/a?review=1&blind=0"])(
    "is shown at %s without what anybody made of it, with the way to the round",
    async (address) => {
      expect(await shows(manager, address)).not.toEqual([]);
      expect(await shows(bob, address)).toEqual([]);
      const { text } = await ask(bob, address);
      expect(text).toContain(`href="${round}/calls/a"`);
      expect(text).not.toContain("Show the judge's marks");
      await ask(bob, `${round}/calls/a/marks`, marked("3"));
      expect(await shows(bob, address)).not.toEqual([]);
    },
  );

  test("is hidden as well when it is asked for by its uniqueid, and others' reviews are", async () => {
    await env.DB.prepare("UPDATE call SET uniqueid = '17.5' WHERE recording_id = 'a'").run();
    await ask(stranger, "/calls/a/reviews", marked("5", { comment: "The stranger's word" }));
    expect(await shows(bob, "/calls/17.5")).toEqual([]);
    expect((await ask(bob, "/calls/17.5")).text).not.toContain("The stranger's word");
    expect((await byId(bob, "/api/qa/call/17.5")).status).toBe(409);
  });

  test("is in no list of theirs, and comes back with their marks", async () => {
    const lists = [
      "/",
      "/review",
      "/calls",
      "/flagged",
      "/agents/1001",
      "/agents/1001/calls",
      "/calls.csv",
      "/api/qa/calls?days=30",
      "/api/qa/flagged?days=30",
    ];
    const names = async (who: Person) => {
      const found = [];
      for (const list of lists) {
        const answer = await (await byId(who, list)).text();
        const page = await ask(who, list);
        if (/\/(calls|review)\/a["?#/]|\na,|"recording_id":"a"/.test(answer + page.text))
          found.push(list);
      }
      return found;
    };
    expect(await names(stranger)).toEqual(lists);
    expect(await names(bob)).toEqual([]);
    expect((await ask(bob, "/review")).text).toContain("1 call not shown");
    await ask(bob, `${round}/calls/a/marks`, marked("3"));
    expect(await names(bob)).toEqual(lists);
  });

  test("is not the next of their queue", async () => {
    expect((await ask(bob, "/review/next", {})).location).toBe("/review?done=none");
    expect((await ask(stranger, "/review/next", {})).location).toBe("/calls/a?review=1");
  });

  test("is answered by the API with what to do first; a token, which marks nothing, reads it", async () => {
    const refused = await byId(bob, "/api/qa/call/a");
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ error: { code: "calibration_open" } });
    expect((await byId(stranger, "/api/qa/call/a")).status).toBe(200);
    await ask(manager, `${round}/close`, {});
    expect((await byId(bob, "/api/qa/call/a")).status).toBe(200);
  });
});

test("hostile names and words are shown as text, kept from turning what stands beside them", async () => {
  await env.DB.prepare("UPDATE person SET name = ?").bind(HOSTILE).run();
  const path = await open({ name: HOSTILE, expert: ann.id });
  const said = marked("3", { comment: HOSTILE, "comment.greeting": HOSTILE });
  await ask(ann, `${path}/calls/a/marks`, said);
  await ask(manager, `${path}/close`, {});
  await ask(manager, `${path}/calls/a/decisions`, {
    criterion: "greeting",
    mark: "4",
    text: HOSTILE,
  });
  for (const address of ["/calibration", "/calibration/new", path, `${path}/calls/a`]) {
    const { status, text } = await ask(manager, address);
    expect([address, status]).toEqual([address, 200]);
    expect(text).not.toContain("<script>alert");
    const outside = text.replaceAll(/<bdi>[^<]*<\/bdi>|<option[^>]*>[^<]*|title="[^"]*"/g, "");
    expect(outside).not.toContain("\u202e");
  }
});
