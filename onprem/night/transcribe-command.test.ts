import { describe, expect, test } from "vitest";

import { nightSite } from "../testing/night-site.ts";

const ALWAYS = `night = { start = "00:00", end = "23:59", guard = { enabled = false } }`;

describe("nightshift transcribe", () => {
  test("works through the queue and tells it in structured lines", async () => {
    const site = await nightSite({ toml: ALWAYS });
    const running = site.start("transcribe", "--now");
    expect(await running.ended).toEqual({ code: 0, signal: null });
    expect(site.pending()).toBe(0);
    expect(site.transcribed()).toBeGreaterThan(8);
    const log = running.log();
    expect(log.at(-1)).toMatchObject({ event: "night_ended", ended_by: "done", pending: 0 });
    expect(log.filter((line) => line.event === "settled")).toHaveLength(11);
    expect(
      site.db.prepare("SELECT ended_by, workers, work_sec > 0 AS worked FROM run").get(),
    ).toEqual({
      ended_by: "done",
      workers: 1,
      worked: 1,
    });
    expect(running.stderr()).toBe("");
  });
});
