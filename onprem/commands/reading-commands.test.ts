import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";

import { openDatabase } from "../queue/open-database.ts";
import { holdRunLock } from "../queue/run-lock.ts";
import { recordingLifeSchema } from "../status/recording-life.ts";
import { statusSchema } from "../status/status-schema.ts";
import { cliSite } from "../testing/cli-site.ts";
import { fillEventfully } from "../testing/eventful-queue.ts";

/* `status`, `show` and `retry` as processes of their own, on a queue after an eventful night. */

function eventfulSite() {
  const site = cliSite();
  const db = openDatabase(site.stateFolder);
  onTestFinished(() => {
    if (db.isOpen) db.close();
  });
  fillEventfully(db);
  return { ...site, db };
}

const statesOf = ({ db }: ReturnType<typeof eventfulSite>) =>
  Object.fromEntries(
    db
      .prepare("SELECT recording_id, state FROM recording ORDER BY recording_id")
      .all()
      .map((row) => [row.recording_id, row.state]),
  );

/** Whatever a terminal would act on, line breaks aside. */
const CONTROL = /(?!\n)[\p{Cc}\p{Cf}]/u;
const PHONE = /4477/;

describe("status", () => {
  test("says how everything stands, to people and to scripts", () => {
    const site = eventfulSite();
    const { code, stdout, stderr } = site.run(["status"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const part of [
      /watch: no, transcribe: no/,
      /failed +2 +engine_crash 1, no_decoder 1/,
      /skipped +1 +too_short 1/,
      /1 recording, about 2 h of audio: 15 min of work at 4\.0 × real time a worker, one night/,
      /2026-11-20 12:00 to 2026-11-20 13:00 \(1 h\): the night was over/,
      /1 of low confidence; left out of transcripts: no_text 2 inaudible \(.*\), stock_phrase 1 dropped/,
      /2 pauses by the guard, 2 min in all: cpu 1 \(1 min\), pressure 1 \(30 s\)/,
      /1 × The edge does not know the site\./,
      /since then: The edge cannot be reached\./,
      /retry --dry-run/,
    ]) {
      expect(stdout.replaceAll(/\s+/g, " ")).toMatch(new RegExp(part.source.replaceAll(" +", " ")));
    }
    const read = statusSchema.parse(JSON.parse(site.run(["status", "--json"]).stdout));
    expect(read.queue.by_state).toEqual({
      found: 0,
      waiting_file: 1,
      pending: 1,
      transcribing: 0,
      transcribed: 1,
      skipped: 1,
      failed: 2,
      lost: 1,
    });
    expect(read.backlog).toEqual({
      recordings: 1,
      audio_sec: 7200,
      speed: 4,
      workers: 2,
      work_sec: 900,
      nights: 1,
    });
    expect(read.last_run?.pauses.total_sec).toBe(90);
    expect(read.last_run?.left_out).toEqual([
      { reason: "no_text", outcome: "inaudible", count: 2, total_sec: 4.5 },
      { reason: "stock_phrase", outcome: "dropped", count: 1, total_sec: 1.5 },
    ]);
    expect(read.outbox).toMatchObject({ refused: 1 });
    expect(read.disk.state_bytes).toBeGreaterThan(4096);
  });

  test("names languages in which spoken numbers stay in transcripts", () => {
    const site = eventfulSite();
    expect(statusSchema.parse(JSON.parse(site.run(["status", "--json"]).stdout))).toMatchObject({
      unread_languages: [],
    });
    site.db.exec("UPDATE transcript SET body = json_set(body, '$.language', 'sv')");
    const { stdout } = site.run(["status"]);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(
      "said in words stay in transcripts in sv (1 of the latest calls)",
    );
  });

  test("sees a run at work, and reads beside a writer in the middle of a transaction", () => {
    const site = eventfulSite();
    const release = holdRunLock(site.stateFolder);
    site.db.exec("BEGIN IMMEDIATE; UPDATE recording SET state = 'lost'");
    const { code, stdout } = site.run(["status", "--json"]);
    site.db.exec("ROLLBACK");
    release();
    expect(code).toBe(0);
    expect(statusSchema.parse(JSON.parse(stdout))).toMatchObject({
      running: { watch: false, transcribe: true },
      queue: { by_state: { lost: 1 } },
    });
  });

  test("before the first look it says what to do, and makes nothing", () => {
    const site = cliSite();
    const { code, stdout, stderr } = site.run(["status"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^nightshift: There is no queue yet .*systemctl start nightshift-watch/);
    expect(readdirSync(site.root)).not.toContain("state");
  });

  test("an older queue is not carried over by looking", () => {
    const site = eventfulSite();
    site.db.exec("PRAGMA user_version = 1");
    const { code, stderr } = site.run(["status"]);
    expect(code).toBe(1);
    expect(stderr).toContain("systemctl restart nightshift-watch");
    expect(site.db.prepare("PRAGMA user_version").get()).toEqual({ user_version: 1 });
  });

  test.runIf(process.getuid?.() === 0)("tells a user without rights what to do", () => {
    const site = eventfulSite();
    site.db.close();
    chmodSync(site.root, 0o755);
    const asNobody = (...args: string[]) => site.run(args, { asNobody: true });
    expect(asNobody("status")).toMatchObject({ code: 1, stderr: expect.stringContaining("sudo") });
    chmodSync(site.stateFolder, 0o755);
    for (const name of readdirSync(site.stateFolder))
      chmodSync(join(site.stateFolder, name), 0o644);
    // Who may read but not write still sees the status of a queue that is at rest, and changes nothing.
    expect(asNobody("status")).toMatchObject({ code: 0, stderr: "" });
    expect(asNobody("retry")).toMatchObject({ code: 1, stderr: expect.stringContaining("sudo") });
    chmodSync(site.config, 0o600);
    expect(asNobody("status")).toMatchObject({ code: 3, stderr: expect.stringContaining("sudo") });
  });
});

describe("show", () => {
  test("tells a recording's life; what is hostile in it stays text, and its number stays out", () => {
    const site = eventfulSite();
    const { code, stdout } = site.run(["show", "done"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^done {2}transcribed\n/);
    for (const part of ["found", "pending", "transcribing", "12:00:02Z", "Europe/London"]) {
      expect(stdout).toContain(part);
    }
    expect(stdout).toMatch(/Same call +g1: .*bad \(failed\)/);
    expect(stdout).toMatch(/0:04\.0 +agent: ·\[2Jhello···fake·31m/);
    expect(stdout).not.toMatch(CONTROL);
    expect(stdout).not.toMatch(PHONE);
  });

  test("the path comes when it is asked for; a uniqueid is as good as a recording_id", () => {
    const site = eventfulSite();
    expect(site.run(["show", "17636.bad", "--file"]).stdout).toMatch(
      /^bad {2}failed: no_decoder[^]*447700900123-bad/,
    );
  });

  test("as JSON it is whole, and still safe to look at", () => {
    const site = eventfulSite();
    const { stdout } = site.run(["show", "done", "--json"]);
    expect(stdout).not.toMatch(CONTROL);
    expect(stdout).not.toMatch(PHONE);
    const { recordings } = z
      .object({ recordings: z.array(recordingLifeSchema) })
      .parse(JSON.parse(stdout));
    expect(recordings[0]?.agent_name).toContain("\u202e");
    expect(recordings[0]?.events.map((event) => event.state)).toEqual([
      "found",
      "pending",
      "transcribing",
      "transcribed",
    ]);
  });

  test("nothing is guessed for an id that is not there", () => {
    const site = eventfulSite();
    const { code, stdout, stderr } = site.run(["show", "don\u001b[31m"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/no recording with the recording_id or uniqueid don·\[31m/);
    expect(stderr).not.toMatch(CONTROL);
  });
});

describe("retry", () => {
  test("a dry run says what would happen and changes nothing", () => {
    const site = eventfulSite();
    const before = statesOf(site);
    const { code, stdout } = site.run(["retry", "--dry-run"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /2 failed: would be transcribed again\n {2}bad[^]*1 lost: would be looked for[^]*1 refused: would be sent again/,
    );
    expect(stdout).toContain("Nothing was changed.");
    expect(statesOf(site)).toEqual(before);
  });

  test("by reason, by state, by id, and all that is left", () => {
    const site = eventfulSite();
    expect(site.run(["retry", "--reason", "no_decoder"]).stdout).toMatch(/^1 failed: will be/);
    expect(statesOf(site)).toMatchObject({ bad: "pending", crash: "failed" });
    expect(site.run(["retry", "--state", "lost"]).stdout).toMatch(/^1 lost: will be looked for/);
    expect(statesOf(site)).toMatchObject({ lost: "waiting_file", crash: "failed" });
    expect(site.run(["retry", "17636.crash"]).stdout).toMatch(/^1 failed/);
    expect(statesOf(site)).toMatchObject({ crash: "pending" });
    expect(site.run(["retry"]).stdout).toMatch(/^1 refused: will be sent again/);
    expect(site.run(["retry"])).toEqual({
      code: 0,
      stdout: "There is nothing to retry.\n",
      stderr: "",
    });
  });

  test("an id that is not there, or has nothing to retry, is said and ends with 1", () => {
    const site = eventfulSite();
    expect(site.run(["retry", "nobody"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("there is no recording nobody"),
    });
    expect(site.run(["retry", "done"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("done has nothing to retry"),
    });
  });
});
