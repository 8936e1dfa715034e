import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { beforeAll, describe, expect, test } from "vitest";

import { debianTool } from "../testing/debian-tool.ts";
import { tempFolder } from "../testing/temp-folder.ts";

const RULES = fileURLToPath(new URL("nightshift-agent.rules.yml", import.meta.url));

/* Prometheus' own tool reads the rules, and runs them over made-up series. */
let promtool: string | null = null;
beforeAll(async () => {
  promtool = debianTool("promtool", "prometheus").path;
});

test("Prometheus takes the rules", ({ skip }) => {
  if (promtool === null) return skip();
  const { status, stderr } = spawnSync(promtool, ["check", "rules", RULES], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
});

const host = 'instance="vici"';
type Series = { series: string; values: string };

/** The alerts that fire at `at` when the series were so, five minutes apart. */
function expectAlerts(at: string, series: Series[], alerts: string[], tool: string): void {
  const every = [
    "NightshiftAgentSilent",
    "NightshiftSourceAway",
    "NightshiftEdgeAway",
    "NightshiftEdgeRefused",
    "NightshiftUndelivered",
    "NightshiftReceiptsMissing",
    "NightshiftBacklogGrowing",
    "NightshiftNothingTranscribedLastNight",
    "NightshiftDiskNearlyFull",
  ];
  const folder = tempFolder();
  const file = join(folder, "alerts.test.json");
  // That an alert fires is shown by what promtool says it got where none was expected.
  const suite = {
    rule_files: [RULES],
    evaluation_interval: "5m",
    tests: [
      {
        interval: "5m",
        input_series: series,
        alert_rule_test: every.map((alertname) => ({ eval_time: at, alertname, exp_alerts: [] })),
      },
    ],
  };
  writeFileSync(file, JSON.stringify(suite));
  const { stdout, stderr } = spawnSync(tool, ["test", "rules", file], { encoding: "utf8" });
  const said = stdout + stderr;
  expect(said).not.toMatch(/parse error|yaml:|unmarshal/);
  const fired = [
    ...said.matchAll(/alertname:\s*(\w+), time:[^\n]*\n\s*exp:\[\s*\],\s*\n?\s*got:\[/g),
  ];
  expect(fired.map(([, name]) => name).toSorted()).toEqual(alerts.toSorted());
}

const well: Series[] = [
  { series: `nightshift_agent_metrics_timestamp_seconds{${host}}`, values: "0+300x900" },
  { series: `nightshift_agent_source_up{${host}}`, values: "1x900" },
  { series: `nightshift_agent_edge_up{${host}}`, values: "1x900" },
  { series: `nightshift_agent_outbox_refused{${host},kind="call"}`, values: "0x900" },
  { series: `nightshift_agent_outbox_refused{${host},kind="transcript"}`, values: "0x900" },
  { series: `nightshift_agent_oldest_undelivered_age_seconds{${host}}`, values: "60x900" },
  { series: `nightshift_agent_receipts_missing_total{${host}}`, values: "3x900" },
  { series: `nightshift_agent_oldest_pending_age_seconds{${host}}`, values: "40000x900" },
  { series: `nightshift_agent_queue_depth{${host},state="pending"}`, values: "300x900" },
  {
    series: `nightshift_agent_recordings_total{${host},result="transcribed"}`,
    values: "0+5x900",
  },
  { series: `nightshift_agent_disk_free_bytes{${host}}`, values: "5e10x900" },
];
const but = (...changed: Series[]) => [
  ...well.filter(({ series }) => !changed.some((change) => change.series === series)),
  ...changed,
];

describe("three days in", () => {
  test.for<[string, Series[], string[]]>([
    ["all is well: nothing fires", well, []],
    [
      "the agent has written nothing since noon",
      but({
        series: `nightshift_agent_metrics_timestamp_seconds{${host}}`,
        values: "0+300x850 255000x50",
      }),
      ["NightshiftAgentSilent"],
    ],
    [
      "source and edge are away",
      but(
        { series: `nightshift_agent_source_up{${host}}`, values: "1x840 0x60" },
        { series: `nightshift_agent_edge_up{${host}}`, values: "1x840 0x60" },
      ),
      ["NightshiftSourceAway", "NightshiftEdgeAway"],
    ],
    [
      "an upload was refused, others wait too long",
      but(
        { series: `nightshift_agent_outbox_refused{${host},kind="call"}`, values: "2x900" },
        { series: `nightshift_agent_oldest_undelivered_age_seconds{${host}}`, values: "30000x900" },
      ),
      ["NightshiftEdgeRefused", "NightshiftUndelivered"],
    ],
    [
      "the edge lost what it had",
      but({ series: `nightshift_agent_receipts_missing_total{${host}}`, values: "3x800 9x100" }),
      ["NightshiftReceiptsMissing"],
    ],
    [
      "there are more each day than the nights are long",
      but(
        { series: `nightshift_agent_queue_depth{${host},state="pending"}`, values: "300+1x900" },
        { series: `nightshift_agent_oldest_pending_age_seconds{${host}}`, values: "200000x900" },
      ),
      ["NightshiftBacklogGrowing"],
    ],
    [
      "nothing was transcribed last night",
      but({
        series: `nightshift_agent_recordings_total{${host},result="transcribed"}`,
        values: "0+5x500 2500x400",
      }),
      ["NightshiftNothingTranscribedLastNight"],
    ],
    [
      "the disk is nearly full",
      but({ series: `nightshift_agent_disk_free_bytes{${host}}`, values: "1e9x900" }),
      ["NightshiftDiskNearlyFull"],
    ],
  ])("%s", ([, series, alerts], { skip }) => {
    if (promtool === null) return skip();
    expectAlerts("72h", series, alerts, promtool);
  });
});
