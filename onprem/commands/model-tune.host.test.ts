import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";
import * as z from "zod";

import { loadConfig } from "../config/load-config.ts";
import { recordingToMeasure, SAMPLE_RECORDING } from "../models/recording-to-measure.ts";
import { openDatabase } from "../queue/open-database.ts";
import { holdRunLock } from "../queue/run-lock.ts";
import { cliSite } from "../testing/cli-site.ts";
import { DEMO_CALLS, DEMO_MODEL } from "../testing/night-site.ts";
import { tempFolder } from "../testing/temp-folder.ts";

/* `nightshift model tune` as a process of its own, with the real engine. */

/** So many minutes from now, as the night's hours. */
function nightIn(minutes: number): string {
  const clock = (ms: number) => new Date(ms).toISOString().slice(11, 16);
  const begin = Date.now() + minutes * 60_000;
  return `[night]\nstart = "${clock(begin)}"\nend = "${clock(begin + 60 * 60_000)}"\n`;
}

function tuneSite(night = nightIn(600), guard = "[night.guard]\nenabled = false\n") {
  const site = cliSite({ model: DEMO_MODEL });
  const text = readFileSync(site.config, "utf8").replace("Europe/London", "UTC");
  writeFileSync(site.config, `${text}# workers = 4\n${night}${guard}`);
  return { ...site, tune: (...args: string[]) => site.run(["model", "tune", ...args]) };
}

const reportSchema = z.object({
  splits: z.array(z.object({ workers: z.number(), threads: z.number() })),
  best: z.object({ workers: z.number(), threads: z.number() }),
});

test("measures, says what is best, and writes it only when told to", { timeout: 200_000 }, () => {
  const site = tuneSite();
  const before = readFileSync(site.config, "utf8");
  const looked = site.tune("--minutes", "0.9");
  expect(looked.code).toBe(0);
  expect(looked.stdout).toMatch(/workers × threads +load +× real time +memory each +700 calls of/);
  expect(looked.stdout).toMatch(/^\* +\d+ × \d+ +\d+\.\d s +\d+\.\d\d +\d+ MB +\d+\.\d h$/m);
  expect(looked.stderr).toMatch(/with the sample .*\n[^]*Nothing was changed\. With --write/);
  expect(readFileSync(site.config, "utf8")).toBe(before);
  expect(site.run(["model", "list"]).stdout).toMatch(/whisper-demo .* \d+\.\d × \(\d+ × \d+\)/);

  const written = site.tune("--minutes", "0.9", "--write", "--json");
  expect(written.code).toBe(0);
  const { best } = reportSchema.parse(JSON.parse(written.stdout));
  expect(loadConfig(site.config, {}).whisper).toMatchObject(best);
  expect(readFileSync(site.config, "utf8")).toContain(`# workers = 4\nworkers = ${best.workers}\n`);
  const [backup = ""] = readdirSync(join(site.stateFolder, "backups"));
  expect(readFileSync(join(site.stateFolder, "backups", backup), "utf8")).toBe(before);
  expect(site.tune("--minutes", "0.9", "--write").stderr).toMatch(/says so already/);
});

test("does not run beside the night, nor shortly before", () => {
  const site = tuneSite();
  const release = holdRunLock(site.stateFolder);
  expect(site.tune()).toMatchObject({ code: 6, stderr: expect.stringContaining("Another") });
  release();
  const near = tuneSite(nightIn(5));
  expect(near.tune("--minutes", "10")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/The night begins in [45] min/),
  });
});

test("gives way at once when production needs the host", () => {
  // No host is as idle as that.
  const guard = "[night.guard]\npause_cpu_percent = 0\nresume_cpu_percent = 0\n";
  const { code, stderr } = tuneSite(nightIn(600), guard).tune("--minutes", "1");
  expect(code).toBe(1);
  expect(stderr).toMatch(/Production needs the host: .*% \(limit 0 %\).*quiet hour/);
});

test("listens to one of the site's latest recordings of about a minute", () => {
  const folder = tempFolder();
  const db = openDatabase(folder);
  const insert = db.prepare(
    `INSERT INTO recording (recording_id, path, started_at, local_date, duration_sec, state, found_at, updated_at)
     VALUES (?, ?, ?, '2026-11-20', ?, ?, 0, 0)`,
  );
  const there = join(folder, "there.wav");
  copyFileSync(join(DEMO_CALLS, "1001.wav"), there);
  insert.run("gone", "/nonexistent/a.wav", 5, 60, "transcribed");
  insert.run("failed", there, 4, 60, "failed");
  expect(recordingToMeasure(folder)).toEqual({ path: SAMPLE_RECORDING, own: false });
  insert.run("long", join(DEMO_CALLS, "1002.wav"), 3, 170, "transcribed");
  insert.run("right", there, 2, 65, "transcribed");
  db.close();
  expect(recordingToMeasure(folder)).toEqual({ path: there, own: true });
  expect(recordingToMeasure(join(folder, "no-queue"))).toEqual({
    path: SAMPLE_RECORDING,
    own: false,
  });
});
