import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { nightSite, type NightSite } from "../testing/night-site.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { waitUntil } from "../testing/wait-until.ts";
import { composeRequest } from "../transcription/compose-request.ts";
import { readCpuTopology } from "../transcription/cpu-topology.ts";
import { prepareWorkers } from "../transcription/prepare-workers.ts";
import { DEFAULT_RECOGNITION } from "../transcription/recognition-options.ts";
import type { WorkerBrake } from "../transcription/worker-brake.ts";
import type { NightEvent } from "./night-event.ts";
import { runNight, type NightOptions } from "./run-night.ts";

/** A night in this process, with real workers on a real queue. */
function startNight(site: NightSite, change: Partial<NightOptions> = {}) {
  const events: NightEvent[] = [];
  const drain = new AbortController();
  const force = new AbortController();
  let brake: WorkerBrake | null = null;
  const { plan, startWorker } = prepareWorkers(
    {
      stateFolder: site.stateFolder,
      whisper: {
        model: site.model,
        language: "en",
        cpus: null,
        workers: null,
        threads: null,
        recognition: DEFAULT_RECOGNITION,
      },
    },
    process.env,
    readCpuTopology(),
  );
  const ended = runNight({
    db: site.db,
    lease: { owner: "this-run", bootId: "this-boot" },
    plan,
    startWorker: (index, { stop, ...under }) => {
      brake = under.brake;
      return startWorker(index, { ...under, signal: stop });
    },
    request: (recording) => composeRequest(recording, null, "en"),
    endsAt: null,
    endWhenIdleForMs: 0,
    guard: null,
    stateFolder: site.stateFolder,
    minFreeBytes: 0,
    transcriptTextFolder: null,
    drain: drain.signal,
    force: force.signal,
    onEvent: (event) => events.push(event),
    now: () => Date.now(),
    clockMs: () => performance.now(),
    ...change,
  });
  onTestFinished(async () => {
    force.abort();
    drain.abort();
    await ended.catch(() => undefined);
  });
  return { ended, events, drain, force, brake: () => brake };
}

const seen = (events: NightEvent[], type: NightEvent["type"]) =>
  events.some((event) => event.type === type);

describe("the end of the window", () => {
  test("returns running work to the queue and ends within seconds, paused or not", async () => {
    const site = await nightSite({ calls: 2 });
    // Said to be short, so that it is begun just before the end.
    site.db.exec("UPDATE recording SET expected_sec = 1");
    let now = Date.now();
    const endsAt = now + 60_000;
    const night = startNight(site, { endsAt, endWhenIdleForMs: null, now: () => now });
    await waitUntil("a recording is being transcribed", () => site.count("transcribing") > 0);
    night.brake()?.pause();
    now = endsAt;
    const begun = performance.now();
    expect(await night.ended).toBe("window_over");
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(site.count("pending") + site.count("transcribed")).toBe(2);
    expect(site.count("pending")).toBeGreaterThan(0);
    expect(night.events.at(-1)).toMatchObject({ type: "night_ended", endedBy: "window_over" });
  });

  test("what cannot be done before it is not begun; what can is taken instead", async () => {
    const site = await nightSite({ calls: 3 });
    site.db.exec("UPDATE recording SET expected_sec = 3600, last_night = '2026-11-20'");
    site.db.exec(`
      UPDATE recording SET expected_sec = 60, last_night = '9999-12-31'
       WHERE recording_id = (SELECT max(recording_id) FROM recording)`);
    site.db.exec("INSERT INTO run (started_at, audio_sec, work_sec) VALUES (0, 500, 1000)");
    let now = Date.now();
    // Half an hour at half real time: some eleven minutes of audio.
    const endsAt = now + 30 * 60_000;
    const night = startNight(site, { endsAt, endWhenIdleForMs: null, now: () => now });
    await waitUntil("the one that fits is done", () => site.count("transcribed") === 1);
    expect(site.count("transcribing")).toBe(0);
    now = endsAt;
    expect(await night.ended).toBe("window_over");
    expect(site.count("pending")).toBe(2);
    expect(site.db.prepare("SELECT sum(interruptions) AS n FROM recording").get()).toEqual({
      n: 0,
    });
  });
});

describe("a stop while paused", () => {
  test("does not wait for what stands still", async () => {
    const site = await nightSite({ calls: 1 });
    const night = startNight(site);
    await waitUntil("a recording is being transcribed", () => site.count("transcribing") > 0);
    night.brake()?.pause();
    const begun = performance.now();
    night.drain.abort();
    expect(await night.ended).toBe("stopped");
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(site.count("pending")).toBe(1);
  });
});

/** A disk of one's own, four megabytes small. */
function smallDisk(): string | null {
  const folder = tempFolder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync("umount", ["--lazy", folder]));
  return folder;
}

describe("a full disk", () => {
  test("nothing is begun while there is less room than is to be left free", async () => {
    const site = await nightSite({ calls: 1 });
    const night = startNight(site, { minFreeBytes: Number.MAX_SAFE_INTEGER });
    await waitUntil("it is said", () => seen(night.events, "disk_low"));
    night.drain.abort();
    expect(await night.ended).toBe("stopped");
    expect(seen(night.events, "started")).toBe(false);
  });

  test(
    "a finished transcript is kept until there is room to write it down",
    { timeout: 180_000 },
    async ({ skip }) => {
      const folder = smallDisk();
      skip(folder === null && process.env.CI !== "true", "no file system can be mounted here");
      if (folder === null) throw new Error("Under CI a small disk must be mountable.");
      const stateFolder = join(folder, "state");
      const ballast = join(folder, "ballast");
      const site = await nightSite({ calls: 1, stateFolder });
      const night = startNight(site);
      await waitUntil("a recording is being transcribed", () => site.count("transcribing") > 0);
      // The log has nothing left to write into, and the disk no room for more.
      site.db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      try {
        writeFileSync(ballast, Buffer.alloc(8 * 1024 * 1024));
      } catch {
        // Full, as it was meant.
      }
      await waitUntil("the trouble is told", () => seen(night.events, "storage_trouble"), 90_000);
      expect(site.count("transcribing")).toBe(1);
      rmSync(ballast);
      expect(await night.ended).toBe("done");
      expect(site.count("transcribed")).toBe(1);
      expect(site.db.prepare("SELECT attempts, interruptions FROM recording").get()).toEqual({
        attempts: 1,
        interruptions: 0,
      });
    },
  );
});

describe("after a recording", () => {
  test("its text is kept for people, whole, and not for everybody", async () => {
    const site = await nightSite({ calls: 1 });
    const folder = join(tempFolder(), "transcripts");
    const night = startNight(site, { transcriptTextFolder: folder });
    expect(await night.ended).toBe("done");
    const [file = ""] = readdirSync(join(folder, "2026-11-20"));
    const path = join(folder, "2026-11-20", file);
    const id = String(site.db.prepare("SELECT recording_id FROM recording").get()?.recording_id);
    expect(file).toBe(`${id}.txt`);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readFileSync(path, "utf8")).toMatch(/^\[00:0\d\] .*calling Northgate Broadband/m);
  });

  test("a text that cannot be written is told and harms nothing", async () => {
    const site = await nightSite({ calls: 1 });
    const folder = join(tempFolder(), "file");
    writeFileSync(folder, "in the way");
    const night = startNight(site, { transcriptTextFolder: folder });
    expect(await night.ended).toBe("done");
    expect(site.count("transcribed")).toBe(1);
    const warnings = night.events.flatMap((event) =>
      event.type === "warning" ? [event.message] : [],
    );
    expect(warnings.filter((message) => message.includes("kept as text"))).toHaveLength(1);
    expect(warnings.join()).not.toMatch(/in the way/);
  });
});
