import { describe, expect, test } from "vitest";

import { transcriptSchema, transcriptText } from "#shared/contracts/transcript.ts";

import { EXIT } from "../commands/exit-codes.ts";
import { nightSite, type NightSite, type Running } from "../testing/night-site.ts";
import { processState, workersOf } from "../testing/process-threads.ts";
import { waitUntil } from "../testing/wait-until.ts";

const UNGUARDED = "night = { guard = { enabled = false } }";

/** Hours in which it is night now, or not. */
function nightHours(inside: boolean): string {
  const hour = (offset: number) =>
    `${String((new Date().getUTCHours() + offset + 24) % 24).padStart(2, "0")}:00`;
  const [start, end] = inside ? [hour(-1), hour(3)] : [hour(2), hour(5)];
  return `night = { start = "${start}", end = "${end}", guard = { enabled = false } }`;
}

/** Waits until a recording is being transcribed and a worker works on it. */
async function waitForWork(site: NightSite, night: Running): Promise<void> {
  await waitUntil("a recording is being transcribed", () => site.count("transcribing") > 0);
  await waitUntil("a worker is there", () => workersOf(night.pid).length > 0);
}

const runs = (site: NightSite) =>
  site.db
    .prepare("SELECT ended_by, finished_at IS NOT NULL AS finished FROM run")
    .all()
    .map((row) => ({ ...row }));

describe("nightshift transcribe", () => {
  test("--now works through the queue, tells it in structured lines and counts it in its run", async () => {
    const site = await nightSite({ calls: 3, toml: UNGUARDED });
    const night = site.start("transcribe", "--now");
    expect(await night.ended).toEqual({ code: 0, signal: null });
    expect(site.count("transcribed")).toBe(3);
    const log = night.log();
    expect(log.filter((line) => line.event === "settled")).toHaveLength(3);
    expect(log.at(-1)).toMatchObject({ event: "night_ended", ended_by: "done", pending: 0 });
    expect(
      site.db
        .prepare(
          "SELECT ended_by, transcribed, workers > 0 AS workers, work_sec > 0 AS worked FROM run",
        )
        .get(),
    ).toEqual({ ended_by: "done", transcribed: 3, workers: 1, worked: 1 });
    expect(night.stderr()).toBe("");
    expect(JSON.stringify(log)).not.toContain(".wav");
  });

  test.each([
    { args: ["transcribe", "--now"], code: 0 },
    // Nobody answers at the edge's address.
    { args: ["once"], code: EXIT.edge },
  ])("takes out of transcripts what the configuration says: $args", async ({ args, code }) => {
    const site = await nightSite({
      named: ["1008.wav"],
      toml: `${UNGUARDED}\nredaction = { reference = true }`,
    });
    expect(await site.start(...args).ended).toEqual({ code, signal: null });
    const { body } = site.db.prepare("SELECT body FROM transcript").get() ?? {};
    const { segments, redactions } = transcriptSchema.parse(JSON.parse(String(body)));
    expect(transcriptText(segments)).toContain("Your reference number is [REFERENCE].");
    expect(redactions).toMatchObject({ reference: 1, card: 0 });
  });

  test("outside of the window it says when the next night begins and ends with 0", async () => {
    const site = await nightSite({ calls: 1, toml: nightHours(false) });
    const night = site.start("transcribe");
    expect(await night.ended).toEqual({ code: 0, signal: null });
    expect(night.log()).toEqual([
      expect.objectContaining({
        event: "outside_window",
        next_start: expect.stringMatching(/T\d\d:00:00\.000Z$/),
      }),
    ]);
    expect(site.count("pending")).toBe(1);
    expect(runs(site)).toEqual([]);
  });

  test("in the window it goes on when recordings come later, and ends in good order when systemd asks", async () => {
    const site = await nightSite({ calls: 2, toml: nightHours(true) });
    site.db.exec("UPDATE recording SET state = 'waiting_file'");
    const night = site.start("transcribe");
    await waitUntil("the night begins", () =>
      night.log().some((line) => line.event === "night_began"),
    );
    site.db.exec("UPDATE recording SET state = 'pending'");
    await waitUntil("they are transcribed", () => site.count("transcribed") === 2);
    expect(night.child.exitCode).toBeNull();
    night.child.kill("SIGTERM");
    expect(await night.ended).toEqual({ code: 0, signal: null });
    expect(runs(site)).toEqual([{ ended_by: "stopped", finished: 1 }]);
  });

  test("a second run on the same state folder is refused, with the exit code for that", async () => {
    const site = await nightSite({ calls: 2, toml: UNGUARDED });
    const night = site.start("transcribe", "--now");
    await waitForWork(site, night);
    const second = site.start("transcribe", "--now");
    expect(await second.ended).toEqual({ code: EXIT.alreadyRunning, signal: null });
    expect(second.stderr()).toMatch(/Another Nightshift run is at work/);
  });
});

describe("when it is told to stop", () => {
  test("the first signal lets what is nearly done be finished and begins nothing new", async () => {
    const site = await nightSite({ calls: 3, toml: UNGUARDED });
    const night = site.start("transcribe", "--now");
    await waitForWork(site, night);
    night.child.kill("SIGTERM");
    expect(await night.ended).toEqual({ code: 0, signal: null });
    expect({
      transcribed: site.count("transcribed"),
      pending: site.count("pending"),
      transcribing: site.count("transcribing"),
    }).toEqual({ transcribed: 1, pending: 2, transcribing: 0 });
    expect(runs(site)).toEqual([{ ended_by: "stopped", finished: 1 }]);
  });

  test("what is not nearly done goes back to the queue at once", async () => {
    const site = await nightSite({ calls: 2, toml: UNGUARDED });
    // Known to be slow, and said to be long.
    site.db.exec(`
      INSERT INTO run (started_at, finished_at, audio_sec, work_sec) VALUES (0, 1, 100, 100);
      UPDATE recording SET expected_sec = 36000`);
    const night = site.start("transcribe", "--now");
    await waitForWork(site, night);
    const begun = performance.now();
    night.child.kill("SIGINT");
    expect(await night.ended).toEqual({ code: 130, signal: null });
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(site.count("pending")).toBe(2);
    expect(
      site.db
        .prepare("SELECT max(interruptions) AS n, max(attempts) AS tries FROM recording")
        .get(),
    ).toEqual({ n: 1, tries: 0 });
  });

  test("the second signal forces: leases are returned and workers are gone within seconds", async () => {
    const site = await nightSite({ calls: 2, toml: UNGUARDED });
    const night = site.start("transcribe", "--now");
    await waitForWork(site, night);
    const workers = workersOf(night.pid);
    // A worker that does not move is never nearly done.
    for (const pid of workers) process.kill(pid, "SIGSTOP");
    night.child.kill("SIGTERM");
    await waitUntil("it drains", () => night.log().some((line) => line.event === "draining"));
    const begun = performance.now();
    night.child.kill("SIGTERM");
    expect(await night.ended).toEqual({ code: 143, signal: null });
    expect(performance.now() - begun).toBeLessThan(8_000);
    expect(site.count("transcribing")).toBe(0);
    expect(site.count("pending")).toBe(2);
    expect(workers.map(processState)).toEqual(workers.map(() => null));
    expect(runs(site)).toEqual([{ ended_by: "stopped", finished: 1 }]);
  });
});

describe("when it is killed", () => {
  test("its workers go with it, even stopped ones, and the next run takes up what they held", async () => {
    const site = await nightSite({ calls: 2, toml: UNGUARDED });
    const night = site.start("transcribe", "--now");
    await waitForWork(site, night);
    await waitUntil("the next one is held too", () => site.count("transcribing") === 2);
    const workers = workersOf(night.pid);
    for (const pid of workers) process.kill(pid, "SIGSTOP");
    const { run_id: runId } = { ...site.db.prepare("SELECT run_id FROM run").get() };
    site.db
      .prepare("INSERT INTO pause (run_id, started_at, cause) VALUES (?, ?, 'cpu: test')")
      .run(Number(runId), Date.now() - 1000);
    night.child.kill("SIGKILL");
    await night.ended;
    await waitUntil("the workers are gone", () =>
      workers.every((pid) => processState(pid) === null),
    );
    expect(site.count("transcribing")).toBe(2);

    const next = site.start("transcribe", "--now");
    expect(await next.ended).toEqual({ code: 0, signal: null });
    expect(next.log().find((line) => line.event === "night_began")).toMatchObject({ reclaimed: 2 });
    expect(site.count("transcribed")).toBe(2);
    expect(runs(site)).toEqual([
      { ended_by: null, finished: 0 },
      { ended_by: "done", finished: 1 },
    ]);
    const pause = site.db.prepare("SELECT ended_at >= started_at AS ended FROM pause").get();
    expect(pause).toEqual({ ended: 1 });
  });
});
