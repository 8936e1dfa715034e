import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { composeMetrics } from "../../onprem/telemetry/metrics.ts";
import { debianTool } from "../../onprem/testing/debian-tool.ts";
import { alertsIn } from "../../onprem/testing/fired-alerts.ts";
import { openTestQueue } from "../../onprem/testing/queue-fixture.ts";
import { tempFolder } from "../../onprem/testing/temp-folder.ts";
import { startSeededWorker, type SeededWorker } from "../browser/seeded-worker.ts";
import { SITE_ID } from "../prepare-site.ts";

/*
 * The real Worker's /metrics and the agent's textfile, before Prometheus' own tool and beside the rules of
 * grafana/prometheus/: a rule about a metric that nobody emits never fires, and nobody notices.
 */
const ROOT = join(import.meta.dirname, "..", "..");
const PROMETHEUS = join(ROOT, "grafana", "prometheus");
const RULES = ["nightshift-edge.rules.yml", "nightshift-agent.rules.yml"].map((name) =>
  join(PROMETHEUS, name),
);

let promtool: string | null = null;
let worker: SeededWorker;
beforeAll(async () => {
  promtool = debianTool("promtool", "prometheus").path;
  // A judge whose limits are known, so that there is a quota to tell of.
  const gemini = {
    provider: "gemini",
    model: "gemini-3.5-flash-lite",
    base_url: "https://generativelanguage.googleapis.com",
  };
  worker = await startSeededWorker(async (db) => {
    await db
      .prepare(
        "INSERT INTO setting (key, version, value, created_at, created_by) VALUES ('scoring', 1, ?, 0, 'test')",
      )
      .bind(JSON.stringify({ providers: [gemini] }))
      .run();
  });
  const heartbeat = {
    site_id: SITE_ID,
    agent_version: "0.1.0",
    host: "vici-1",
    sent_at: new Date().toISOString(),
    queue: { pending: 7 },
    outbox_depth: 0,
    outbox_refused: 0,
    model: null,
    disk_free_bytes: 1e9,
    last_run: null,
    source_error: null,
  };
  await fetch(new URL("/ingest/heartbeat", worker.url), {
    method: "POST",
    headers: {
      Authorization: `Bearer ${worker.secrets.ingestToken}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify(heartbeat),
  });
}, 180_000);
afterAll(() => worker?.stop());

async function edgeMetrics(): Promise<string> {
  const response = await fetch(new URL("/metrics", worker.url), {
    headers: { Authorization: `Bearer ${worker.secrets.readToken}` },
  });
  expect(response.status).toBe(200);
  return response.text();
}

function agentMetrics(): Promise<string> {
  const facts = { agentVersion: "1", lastSuccess: {}, sourceUp: true, edgeUp: true };
  return composeMetrics(openTestQueue(), { ...facts, diskFreeBytes: 1e9 }, Date.now());
}

const namesIn = (text: string) =>
  new Set([...text.matchAll(/\bnightshift_(?:edge|agent)_\w+/g)].map(([name]) => name));

test("Prometheus' own tool has nothing to say against what the Worker answers", async ({
  skip,
}) => {
  if (promtool === null) return skip();
  const { status, stdout, stderr } = spawnSync(promtool, ["check", "metrics"], {
    input: await edgeMetrics(),
    encoding: "utf8",
    timeout: 60_000,
  });
  expect([status, stdout, stderr]).toEqual([0, "", ""]);
});

test("nobody without the token is told", async () => {
  expect((await fetch(new URL("/metrics", worker.url))).status).toBe(401);
});

test("every metric that a rule names is emitted", async () => {
  const emitted = new Set([...namesIn(await edgeMetrics()), ...namesIn(await agentMetrics())]);
  for (const file of RULES) {
    const expressions = readFileSync(file, "utf8").replaceAll(/^ +(summary|description):.*$/gm, "");
    const named = namesIn(expressions);
    expect(named.size).toBeGreaterThan(3);
    expect([...named].filter((name) => !emitted.has(name))).toEqual([]);
  }
});

test("Prometheus takes the example of a configuration", async ({ skip }) => {
  if (promtool === null) return skip();
  const folder = tempFolder();
  for (const name of [
    "prometheus.example.yml",
    ...RULES.map((path) => path.slice(PROMETHEUS.length + 1)),
  ]) {
    writeFileSync(join(folder, name), readFileSync(join(PROMETHEUS, name)));
  }
  writeFileSync(join(folder, "nightshift-token"), "ns_read_x");
  const { status, stdout, stderr } = spawnSync(
    promtool,
    ["check", "config", join(folder, "prometheus.example.yml")],
    { encoding: "utf8", timeout: 60_000 },
  );
  expect([status, stderr]).toEqual([0, expect.not.stringContaining("FAILED")]);
  expect(stdout).toContain("rules found");
});

describe("every alert", () => {
  const operations = readFileSync(join(ROOT, "docs", "operations.md"), "utf8");
  const headings = [...operations.matchAll(/^#+ (\w+)$/gm)].map(([, heading = ""]) => heading);

  test.each(RULES)("of %s has severity, words, and a heading to read on", (file) => {
    const rules = readFileSync(file, "utf8")
      .split(/^\s+- alert: /m)
      .slice(1);
    expect(rules.length).toBe(alertsIn(file).length);
    for (const rule of rules) {
      const [name = ""] = rule.split("\n");
      expect(rule).toMatch(/severity: (critical|warning|info)\n/);
      expect(rule).toMatch(/summary: ".+"\n/);
      expect(rule).toMatch(/description: ".+"\n/);
      expect(rule).toContain(`runbook_url: "docs/operations.md#${name.toLowerCase()}"`);
      expect(headings).toContain(name);
    }
  });
});
