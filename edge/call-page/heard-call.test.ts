import { beforeEach, describe, expect, test } from "vitest";

import { allMarks } from "../qa-api/testing/all-marks.ts";
import { segment } from "../qa-api/testing/seed-site.ts";
import {
  ask,
  call,
  calls,
  freshSite,
  NOW_MS,
  pageText,
  run,
  signInAnother,
} from "./testing/call-pages.ts";

beforeEach(() => freshSite());

describe("a transcript", () => {
  const withDoubts = async () => {
    await calls(
      call("1", {
        marks: allMarks("4"),
        segments: [
          segment(0, "Thank you for calling."),
          { ...segment(2, "[inaudible]", "customer"), confidence: 0.9 },
          { ...segment(4, "My card is [CARD] and [CARD].", "customer"), confidence: 0.2 },
        ],
      }),
    );
    await run(
      "UPDATE transcript SET confidence = 0.412, low_confidence = 1, left_out = ?",
      JSON.stringify([
        { start_sec: 6, end_sec: 8, reason: "stock_phrase", outcome: "dropped", speaker: null },
        {
          start_sec: 10,
          end_sec: 13,
          reason: "repetition",
          outcome: "inaudible",
          speaker: "customer",
        },
      ]),
    );
    await run(
      "UPDATE score SET excerpt = ?",
      JSON.stringify({
        rule: "opening-middle-end-1",
        kept_words: 50,
        all_words: 80,
        left_out: [{ from_sec: 60, to_sec: 125 }],
      }),
    );
  };

  test("says what is not in it, at its place, and how far it can be trusted", async () => {
    await withDoubts();
    const page = await pageText("/calls/1");
    expect(page).toContain("Poorly understood.");
    expect(page).toContain("confidence 41.2 %");
    expect(page).toContain(
      "Left out until 0:08, nobody speaks here: a phrase that recognisers make up",
    );
    expect(page.indexOf("Left out until")).toBeLessThan(page.indexOf('id="line-1"'));
    expect(page).toContain("the text was left out: the recogniser repeated itself");
    expect(page).toContain("(unsure)");
    expect(page).toContain('<span class="redaction">card number removed</span> 2 times');
    expect(page).toContain("given 62.5 % of the words");
    expect(page).toContain("1:00 to 2:05");
  });

  test("whose words were removed says since when", async () => {
    await calls(call("1", { marks: allMarks("4") }));
    await run("UPDATE transcript SET segments = '[]', text_removed_at = ?", NOW_MS);
    const page = await pageText("/calls/1");
    expect(page).toContain("Tue 24 Nov 2026, 09:30");
    expect(page).toContain("The score and its quotes");
  });

  test("leads from a time to the line that is spoken then", async () => {
    await withDoubts();
    for (const [sec, line] of [
      ["0", 0],
      ["19.9", 1],
      ["5000", 2],
    ]) {
      const answer = await ask(`/calls/1?t=${sec}`);
      expect([answer.status, answer.headers.get("Location")]).toEqual([
        302,
        `/calls/1#line-${line}`,
      ]);
    }
    for (const sec of ["", "-1", "x", "NaN"])
      expect((await ask(`/calls/1?t=${sec}`)).status).toBe(200);
  });
});

describe("the recording", () => {
  const templates = (audio: string | null, vicidial: string | null) =>
    run("UPDATE site SET audio_url = ?, vicidial_url = ?", audio, vicidial);
  const policy = async (path: string) =>
    (await ask(path)).headers.get("Content-Security-Policy") ?? "";

  test("is played from the office's server, which that page alone may use", async () => {
    await calls(call("a/1$&", { marks: allMarks("4") }));
    await templates("https://audio.example:8443/{date}/{recording_id}.mp3", null);
    const page = await pageText("/calls/a%2F1%24%26");
    expect(page).toContain('src="https://audio.example:8443/2026-11-22/a%2F1%24%26.mp3"');
    expect(page).toContain('preload="none"');
    expect(await policy("/calls/a%2F1%24%26")).toMatch(
      /; media-src https:\/\/audio\.example:8443$/,
    );
    for (const path of ["/", "/flagged", "/calls/nope"]) {
      expect(await policy(path)).not.toContain("media-src");
    }
  });

  test("without a server leads into ViciDial, and without either to nothing", async () => {
    await calls(
      call("1", { uniqueid: "17.4", marks: allMarks("4") }),
      call("2", { marks: allMarks("4") }),
    );
    await templates(null, "https://vici.example/find?u={uniqueid}");
    expect(await pageText("/calls/1")).toContain('href="https://vici.example/find?u=17.4"');
    expect(await pageText("/calls/2")).not.toContain("vici.example");
    await templates(null, null);
    const page = await pageText("/calls/1");
    expect(page).not.toContain("<audio");
    expect(page).not.toContain("Listen in ViciDial");
  });
});

test("an agent hears their own call, and sees nothing of ViciDial, of judges or of older scores", async () => {
  await calls(
    call("1", { agentUser: "1001", marks: allMarks("4") }),
    call("2", { agentUser: "9" }),
  );
  await run(
    "UPDATE site SET audio_url = ?, vicidial_url = ?",
    "https://audio.example/{recording_id}.mp3",
    "https://vici.example/{recording_id}",
  );
  await signInAnother("agent");
  const page = await pageText("/calls/1?version=1");
  expect(page).toContain('src="https://audio.example/1.mp3"');
  expect(page).not.toContain("vici.example");
  expect(page).not.toContain("test-model");
  expect((await ask("/calls/2?t=1")).status).toBe(404);
});
