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
    const [finding] = await checkEdge({ url, token: "secret-token" }, siteId, "0.1.0");
    expect(finding?.verdict).toBe(verdict);
    expect(finding?.mend ?? "").toMatch(mend ?? /^$/);
    expect(JSON.stringify(finding)).not.toContain("secret-token");
  });

  test("says that it wants another agent", async () => {
    const agent_versions = { wanted: "0.4.0", oldest: "0.2.0" };
    const { url } = await startLocalServer((_, response) =>
      answerJson(response, 200, { ...settings, agent_versions }),
    );
    const edge = { url, token: "secret-token" };
    const [, old] = await checkEdge(edge, "northgate", "0.3.0");
    expect(old).toMatchObject({ verdict: "warning", mend: expect.stringContaining("0.4.0.tgz") });
    const [, tooOld] = await checkEdge(edge, "northgate", "0.1.9");
    expect(tooOld).toMatchObject({ detail: expect.stringContaining("older than 0.2.0") });
    const [, newer] = await checkEdge(edge, "northgate", "0.5.0");
    expect(newer).toMatchObject({ mend: expect.stringContaining("npm run deploy") });
    expect(await checkEdge(edge, "northgate", "0.4.0")).toHaveLength(1);
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
