import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

import { debianTool } from "../../onprem/testing/debian-tool.ts";
import { alertsIn, changed, firedAlerts, type Series } from "../../onprem/testing/fired-alerts.ts";

const RULES = join(
  import.meta.dirname,
  "..",
  "..",
  "grafana",
  "prometheus",
  "nightshift-edge.rules.yml",
);

/* Prometheus' own tool reads the rules of the edge, and runs them over made-up series. */

let promtool: string | null = null;
beforeAll(() => {
  promtool = debianTool("promtool", "prometheus").path;
});

test("Prometheus takes the rules", ({ skip }) => {
  if (promtool === null) return skip();
  const { status, stderr } = spawnSync(promtool, ["check", "rules", RULES], {
    encoding: "utf8",
    timeout: 60_000,
  });
  expect([status, stderr]).toEqual([0, ""]);
});

const edge = 'job="nightshift-edge",instance="edge:443"';
const site = `${edge},site="acme"`;
const gemini = `${site},provider="gemini",model="m"`;
const groq = `${site},provider="openai-compatible",model="g"`;
const metric = (name: string, labels: string, values: string): Series => ({
  series: name === "up" ? `up{${labels}}` : `nightshift_edge_${name}{${labels}}`,
  values,
});
const judge = (labels: string, states: Record<string, string>): Series[] =>
  ["open", "half_open", "closed", "no_key"].map((state) =>
    metric("provider_state", `${labels},state="${state}"`, states[state] ?? "0x900"),
  );

const well: Series[] = [
  metric("up", edge, "1x900"),
  metric("agent_heartbeat_timestamp_seconds", site, "0+300x900"),
  metric("oldest_waiting_job_age_seconds", site, "600x900"),
  ...judge(gemini, { open: "1x900" }),
  ...judge(groq, { open: "1x900" }),
  metric("provider_quota_limit", `${gemini},window="day",unit="requests"`, "1000x900"),
  metric("provider_quota_left", `${gemini},window="day",unit="requests"`, "400x900"),
  metric("calls", `${site},state="error"`, "5x900"),
  metric("review_backlog", site, "20x900"),
  metric("database_bytes", site, "1e8x900"),
  metric("agent_disk_free_bytes", site, "5e10x900"),
];

const CASES: [string, Series[], string[]][] = [
  ["all is well: nothing fires", [], []],
  ["the edge is away", [metric("up", edge, "1x850 0x50")], ["NightshiftEdgeUnreachable"]],
  [
    "the agent is silent since noon",
    [metric("agent_heartbeat_timestamp_seconds", site, "0+300x850 255000x50")],
    ["NightshiftAgentUnheard"],
  ],
  [
    "a call has waited all night",
    [metric("oldest_waiting_job_age_seconds", site, "600x800 30000x100")],
    ["NightshiftScoringBehind"],
  ],
  [
    "one judge is closed: the other does its work",
    judge(gemini, { open: "1x800 0x100", closed: "0x800 1x100" }),
    [],
  ],
  [
    "one judge is closed and the other has no key",
    [
      ...judge(gemini, { open: "1x800 0x100", closed: "0x800 1x100" }),
      ...judge(groq, { no_key: "1x900" }),
    ],
    ["NightshiftProvidersClosed", "NightshiftProviderKeyMissing"],
  ],
  [
    "the day's quota is nearly gone",
    [metric("provider_quota_left", `${gemini},window="day",unit="requests"`, "50x900")],
    ["NightshiftQuotaNearlyGone"],
  ],
  [
    "calls fail by the dozen",
    [metric("calls", `${site},state="error"`, "5x800 40x100")],
    ["NightshiftCallsFailed"],
  ],
  ["nobody reviews", [metric("review_backlog", site, "200x900")], ["NightshiftReviewsPilingUp"]],
  [
    "D1 is nearly full",
    [metric("database_bytes", site, "4.5e8x900")],
    ["NightshiftEdgeDatabaseNearlyFull"],
  ],
  [
    "the agent's disk is nearly full",
    [metric("agent_disk_free_bytes", site, "1e9x900")],
    ["NightshiftAgentDiskNearlyFull"],
  ],
];

describe("three days in", () => {
  test.for(CASES)("%s", ([, changes, alerts], { skip }) => {
    if (promtool === null) return skip();
    const series = changed(well, ...changes);
    expect(firedAlerts(promtool, RULES, "72h", series)).toEqual(alerts.toSorted());
  });

  test("every alert has fired in one of these", () => {
    const fired = new Set(CASES.flatMap(([, , alerts]) => alerts));
    expect([...fired].toSorted()).toEqual(alertsIn(RULES).toSorted());
  });
});
