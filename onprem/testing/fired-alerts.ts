import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "./temp-folder.ts";

/** A made-up series in promtool's notation, five minutes apart: `0+300x900`. */
export type Series = { series: string; values: string };

const TIMEOUT_MS = 60_000;

/** The names of a rules file's alerts, in its order. */
export function alertsIn(rules: string): string[] {
  return [...readFileSync(rules, "utf8").matchAll(/^\s+- alert: (\w+)$/gm)].map(
    ([, name = ""]) => name,
  );
}

/** The alerts of a rules file that fire at `at` over these series, as Prometheus' own tool finds, by name. */
export function firedAlerts(
  promtool: string,
  rules: string,
  at: string,
  series: readonly Series[],
): string[] {
  const file = join(tempFolder(), "alerts.test.json");
  const alerts = alertsIn(rules).map((alertname) => ({ eval_time: at, alertname, exp_alerts: [] }));
  // That an alert fires is shown by what promtool says it got where none was expected.
  const suite = {
    rule_files: [rules],
    evaluation_interval: "5m",
    tests: [{ interval: "5m", input_series: series, alert_rule_test: alerts }],
  };
  writeFileSync(file, JSON.stringify(suite));
  const { stdout, stderr } = spawnSync(promtool, ["test", "rules", file], {
    encoding: "utf8",
    timeout: TIMEOUT_MS,
  });
  const said = stdout + stderr;
  if (/parse error|yaml:|unmarshal/.test(said) || !/SUCCESS|FAILED/.test(said)) {
    throw new Error(`promtool could not run the test: ${said}`);
  }
  const fired = /alertname:\s*(\w+), time:[^\n]*\n\s*exp:\[\s*\],\s*\n?\s*got:\[/g;
  return [...said.matchAll(fired)].map(([, name = ""]) => name).toSorted();
}

/** `series` with some of them replaced by others of the same name and labels. */
export function changed(series: readonly Series[], ...changes: Series[]): Series[] {
  const names = new Set(changes.map((change) => change.series));
  return [...series.filter((one) => !names.has(one.series)), ...changes];
}
