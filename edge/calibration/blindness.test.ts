import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { marked, roundBench, type Person, type RoundBench } from "./testing/round-bench.ts";

const HOSTILE = "<script>alert(1)</script>\u202eevil";

let ask: RoundBench["ask"];
let open: RoundBench["open"];
let manager: Person;
let ann: Person;
let bob: Person;
let stranger: Person;
beforeEach(async () => {
  ({ ask, open, manager, ann, bob, stranger } = await roundBench());
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
