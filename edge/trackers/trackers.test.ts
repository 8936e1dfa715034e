import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import {
  ask,
  calls,
  freshSite,
  pageText,
  run,
  signInAnother,
} from "../call-page/testing/call-pages.ts";
import { openDatabase } from "../db/client.ts";
import {
  LONDON,
  seedCalls,
  seedSite,
  segment,
  type SeedCall,
} from "../qa-api/testing/seed-site.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { rows } from "../testing/table-rows.ts";
import { countTrackers } from "./count-trackers.usecase.ts";

const say = (recordingId: string, startedAt: string, text: string): SeedCall => ({
  recordingId,
  startedAt,
  segments: [segment(0, "Good morning."), segment(1, text, "customer")],
});
const make = (name: string, phrases: string) => ask("/trackers", { name, phrases });
const idOf = async (name: string) =>
  String((await rows("SELECT id FROM tracker WHERE name = ?", name))[0]?.["id"]);
const days = () =>
  rows("SELECT local_date, searched, found FROM tracker_day ORDER BY tracker_id, local_date");

/** As many minutes as it takes until nothing is left to count. */
async function countAll(): Promise<number> {
  let counted = 0;
  for (let minute = 0; minute < 50; minute++) {
    counted += await countTrackers(openDatabase(env.DB), minute * 60_000);
  }
  return counted;
}

beforeEach(async () => {
  await freshSite();
  await calls(
    say("1", "2026-11-20T09:00:00Z", "I want to Cancel   my contract."),
    say("2", "2026-11-20T10:00:00Z", "I want to cancel my contract and stop paying."),
    say("3", "2026-11-20T11:00:00Z", "All is well."),
    say("4", "2026-11-21T11:00:00Z", "Please stop paying them."),
  );
  await run("UPDATE transcript SET segments = replace(segments, 'Cancel   my', 'Cancel my')");
});

describe("counting", () => {
  test("counts a day's calls in which one of the phrases is said, once each", async () => {
    await make("Leaving", "cancel my contract\nSTOP paying");
    await countAll();
    expect(await days()).toEqual([
      { local_date: "2026-11-20", searched: 3, found: 2 },
      { local_date: "2026-11-21", searched: 1, found: 1 },
    ]);
    expect(await countAll()).toBe(0);
  });

  test("goes on with what comes later, and not with a second transcript of a call", async () => {
    await make("Leaving", "cancel");
    await countAll();
    await calls(say("5", "2026-11-21T12:00:00Z", "Cancel it."));
    await run(
      `INSERT INTO transcript (site_id, recording_id, version, content_hash, language, model, segments, word_count, audio_sec,
                               speech_sec, transcription_sec, redactions, received_at)
       SELECT site_id, recording_id, 2, 'other', language, model, segments, word_count, audio_sec, speech_sec,
              transcription_sec, redactions, received_at FROM transcript WHERE recording_id = '1'`,
    );
    await countAll();
    expect(await days()).toEqual([
      { local_date: "2026-11-20", searched: 3, found: 2 },
      { local_date: "2026-11-21", searched: 2, found: 1 },
    ]);
  });

  test("leaves out other sites' calls and words that were removed", async () => {
    await seedSite(env.DB, { ...LONDON, id: "other" });
    await seedCalls(env.DB, { ...LONDON, id: "other" }, [
      say("theirs", "2026-11-20T09:00:00Z", "Cancel, cancel."),
    ]);
    await run(
      "UPDATE transcript SET segments = '[]', text_removed_at = 1 WHERE recording_id = '2'",
    );
    await make("Leaving", "cancel");
    await countAll();
    expect(await days()).toEqual([
      { local_date: "2026-11-20", searched: 2, found: 1 },
      { local_date: "2026-11-21", searched: 1, found: 0 },
    ]);
  });

  test("two ticks at once count nothing twice", async () => {
    await make("Leaving", "cancel");
    const db = openDatabase(env.DB);
    await Promise.all([countTrackers(db, 0), countTrackers(db, 0), countTrackers(db, 0)]);
    expect(await days()).toEqual([
      { local_date: "2026-11-20", searched: 3, found: 2 },
      { local_date: "2026-11-21", searched: 1, found: 0 },
    ]);
  });

  test("reads few rows and writes one a day and the place", async () => {
    await make("Leaving", "cancel");
    const { binding, rowsRead, rowsWritten } = meterRows(env.DB);
    await countTrackers(openDatabase(binding), 0);
    expect(rowsWritten()).toBe(3);
    expect(rowsRead()).toBeLessThanOrEqual(30);
    await countTrackers(openDatabase(binding), 0);
    expect(rowsWritten()).toBe(3);
  });
});

describe("the page", () => {
  test("says what to do next while there is none", async () => {
    expect(await pageText("/trackers")).toContain("Nothing is tracked yet");
  });

  test("shows each tracker's share and its days, which lead to the calls", async () => {
    await make("Leaving", "cancel\nstop paying");
    await countAll();
    const page = await pageText("/trackers");
    expect(page).toContain("<strong>75.0 %</strong>");
    const link = /href="(\/calls\?[^"]*tracker=[^"]*)">Fri 20 Nov/.exec(page)?.[1];
    const list = await pageText((link ?? "").replaceAll("&amp;", "&"));
    expect(list).toContain("2 calls in which “Leaving” is said");
    expect(list).toContain("<mark>cancel</mark>");
    expect(list).not.toContain('href="/calls/3"');
  });

  test("changes a tracker: a new name keeps the counts, new phrases begin anew", async () => {
    await make("Leaving", "cancel");
    await countAll();
    const id = await idOf("Leaving");
    await ask(`/trackers/${id}`, { name: "Churn", phrases: "cancel" });
    expect(await days()).toHaveLength(2);
    await ask(`/trackers/${id}`, { name: "Churn", phrases: "well" });
    expect(await days()).toEqual([]);
    await countAll();
    expect((await days())[0]).toMatchObject({ searched: 3, found: 1 });
    expect((await ask(`/trackers/${id}/delete`, {})).status).toBe(303);
    expect(await days()).toEqual([]);
    expect(
      (await rows("SELECT action FROM audit_event ORDER BY rowid")).map((row) => row["action"]),
    ).toEqual(["tracker.create", "tracker.change", "tracker.change", "tracker.delete"]);
  });

  test.each([
    ["", "cancel"],
    ["Leaving", ""],
    ["Leaving", "ab"],
    ["Leaving", "441 22"],
    ["Leaving", "x".repeat(65)],
    ["Leaving", Array.from({ length: 9 }, (_, at) => `phrase ${at}`).join("\n")],
  ])("refuses the name %j with the phrases %j", async (name, phrases) => {
    expect((await make(name, phrases)).status).toBe(400);
    expect(await rows("SELECT id FROM tracker")).toEqual([]);
  });

  test("has twenty trackers at most; one that there is not cannot be changed", async () => {
    for (let at = 0; at < 20; at++) await make(`t${at}`, "cancel");
    expect((await make("one more", "cancel")).status).toBe(409);
    expect((await ask("/trackers/nothing", { name: "x", phrases: "cancel" })).status).toBe(404);
  });

  test("a reviewer sees trackers and changes none; hostile names are text", async () => {
    await make("<img src=x onerror=alert(1)>", `"><script>alert(2)</script>`);
    await signInAnother("reviewer");
    const page = await pageText("/trackers");
    expect(page).toContain("&lt;img src=x");
    expect(page).not.toContain("<img");
    expect(page).not.toContain("New tracker");
    expect((await make("Mine", "cancel")).status).toBe(403);
  });
});
