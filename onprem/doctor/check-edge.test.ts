import { describe, expect, test } from "vitest";

import type { HostTools } from "../install/run-tool.ts";
import { answerJson, startLocalServer } from "../testing/local-server.ts";
import { checkClock } from "./check-clock.ts";
import { checkEdge } from "./check-edge.ts";
import { edgeTime } from "./edge-time.ts";

describe("edge", () => {
  const settings = {
    site_id: "northgate",
    time_zone: "Europe/London",
    min_call_sec: 10,
    language: "en",
    initial_prompt: null,
  };

  test.each([
    [200, settings, "northgate", "ok", null],
    [200, settings, "southgate", "failed", /site\.id to northgate/],
    [
      401,
      { error: { code: "unauthorized", message: "No." } },
      "northgate",
      "failed",
      /new site token/,
    ],
    [503, { error: { code: "busy", message: "Later." } }, "northgate", "failed", /curl -I/],
  ])("that answers %i", async (status, body, siteId, verdict, mend) => {
    const { url } = await startLocalServer((_, response) => answerJson(response, status, body));
    const [finding] = await checkEdge({ url, token: "secret-token" }, siteId);
    expect(finding?.verdict).toBe(verdict);
    expect(finding?.mend ?? "").toMatch(mend ?? /^$/);
    expect(JSON.stringify(finding)).not.toContain("secret-token");
  });

  test("tells its time", async () => {
    const { url } = await startLocalServer((_, response) =>
      answerJson(response, 404, {}, { date: "Fri, 20 Nov 2026 12:00:00 GMT" }),
    );
    expect(await edgeTime(url)).toBe(Date.UTC(2026, 10, 20, 12));
    expect(await edgeTime("http://127.0.0.1:9")).toBeNull();
  });
});

describe("clock", () => {
  const timedatectl = (stdout: string): HostTools => ({
    has: () => true,
    run: () => ({ ok: true, stdout, stderr: "" }),
  });

  test.each([
    [0, "yes", ["ok", "ok"]],
    [-45, "yes", ["warning", "ok"]],
    [400, "no", ["failed", "warning"]],
  ])("%i s from the edge's, set by the network: %s", async (offsetSec, synchronized, expected) => {
    const edgeMs = Date.UTC(2026, 10, 20);
    const findings = await checkClock(
      timedatectl(synchronized),
      () => edgeMs + offsetSec * 1000,
      async () => edgeMs,
    );
    expect(findings.map(({ verdict }) => verdict)).toEqual(expected);
  });

  test("of which nothing is known is a warning", async () => {
    const silent = timedatectl("");
    expect(await checkClock(silent, Date.now, async () => null)).toMatchObject([
      { verdict: "warning" },
    ]);
  });
});
