import { readFileSync } from "node:fs";

import { configOf, installedModel, unitsOf } from "../install/install-plan.ts";
import { TIMER_UNIT, WATCH_UNIT, type Layout } from "../install/layout.ts";
import type { HostTools } from "../install/run-tool.ts";
import { failed, ok, warning, type Finding } from "./finding.ts";

const INSTALL = "sudo nightshift install";

/** The units are those that the configuration asks for, start with the host, and run. */
export function checkUnits(layout: Layout, tools: HostTools): Finding[] {
  const config = configOf(layout, () => "");
  const findings: Finding[] = [];
  for (const [name, wanted] of unitsOf(layout, config, installedModel(layout, config))) {
    const path = `${layout.units}/${name}`;
    const there = readOrNull(path);
    if (there === null) findings.push(failed(`${path} is missing`, INSTALL));
    else if (there !== wanted) {
      findings.push(warning(`${path} is not what the configuration asks for`, INSTALL));
    }
  }
  for (const unit of [WATCH_UNIT, TIMER_UNIT]) {
    if (tools.run("systemctl", ["is-enabled", unit]).stdout !== "enabled") {
      findings.push(
        failed(`${unit} does not start with the host`, `sudo systemctl enable ${unit}`),
      );
    }
    const state = tools.run("systemctl", ["is-active", unit]).stdout;
    if (state !== "active") {
      findings.push(
        failed(
          `${unit} is ${state === "" ? "not running" : state}`,
          `sudo systemctl start ${unit}; journalctl -u ${unit} -n 20 says why it stopped`,
        ),
      );
    }
  }
  return findings.length > 0 ? findings : [ok("installed, enabled and running")];
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
