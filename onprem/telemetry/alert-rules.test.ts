import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { beforeAll, describe, expect, test } from "vitest";

import { debianTool } from "../testing/debian-tool.ts";
import { changed, firedAlerts, type Series } from "../testing/fired-alerts.ts";

const RULES = fileURLToPath(
  new URL("../../grafana/prometheus/nightshift-agent.rules.yml", import.meta.url),
);

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
const but = (...changes: Series[]) => changed(well, ...changes);

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
    expect(firedAlerts(promtool, RULES, "72h", series)).toEqual(alerts.toSorted());
  });
});
