import { readlinkSync, statSync } from "node:fs";

import {
  BACKUP_TIMER_UNIT,
  onDisk,
  SLICE_UNIT,
  TIMER_UNIT,
  WATCH_UNIT,
  type Layout,
  type UnitName,
} from "../layout.ts";
import type { Ownerships } from "../ownerships.ts";
import { mustRun, type HostTools } from "../run-tool.ts";
import type { Step } from "../step.ts";
import { fileStep } from "./file-steps.ts";

const STARTED_UNITS = [WATCH_UNIT, TIMER_UNIT] as const;

/** The unit files. `units` gives their text, which depends on the configuration. */
export function unitFileSteps(
  layout: Layout,
  { publicFile }: Ownerships,
  units: ReadonlyMap<UnitName, string>,
): Step[] {
  return [...units].map(([name, text]) =>
    fileStep(onDisk(layout, `${layout.units}/${name}`), "the unit", () => text, publicFile),
  );
}

export type ServiceStepsOptions = {
  layout: Layout;
  tools: HostTools;
  release: string;
  unitNames: readonly UnitName[];
  /** Whether the queue is copied every day. */
  backsUp: boolean;
  /** False: enabled for the next start of the host, nothing is started now. */
  start: boolean;
};

/** Units known, enabled, and running what was installed. */
export function serviceSteps(options: ServiceStepsOptions): Step[] {
  const { layout, tools, start } = options;
  const reload: Step = {
    describe: "let systemd read the units (systemctl daemon-reload)",
    isDone: () => options.unitNames.every((unit) => isLoaded(unit, tools)),
    do: () => {
      mustRun(tools, "systemctl", ["daemon-reload"]);
    },
  };
  const enable = STARTED_UNITS.map((unit) => ({
    describe: `start it with the host: ${unit} (systemctl enable)`,
    isDone: () => isEnabled(unit, tools),
    do: () => {
      mustRun(tools, "systemctl", ["enable", unit]);
    },
  }));
  const backup: Step = options.backsUp
    ? {
        describe: `copy the queue every day: ${BACKUP_TIMER_UNIT} (systemctl enable)`,
        isDone: () =>
          isEnabled(BACKUP_TIMER_UNIT, tools) &&
          (!start ||
            (isActive(BACKUP_TIMER_UNIT, tools) && startedAfterFiles(BACKUP_TIMER_UNIT, options))),
        do: () => {
          mustRun(tools, "systemctl", ["enable", BACKUP_TIMER_UNIT]);
          if (start) mustRun(tools, "systemctl", ["restart", BACKUP_TIMER_UNIT]);
        },
      }
    : {
        describe: `copy the queue no more: ${BACKUP_TIMER_UNIT} (systemctl disable)`,
        isDone: () => !isEnabled(BACKUP_TIMER_UNIT, tools) && !isActive(BACKUP_TIMER_UNIT, tools),
        do: () => {
          mustRun(tools, "systemctl", ["disable", ...(start ? ["--now"] : []), BACKUP_TIMER_UNIT]);
        },
      };
  if (!start) return [...enable, backup];
  const startTimer: Step = {
    describe: `start ${TIMER_UNIT}: transcription begins tonight`,
    isDone: () => isActive(TIMER_UNIT, tools) && startedAfterFiles(TIMER_UNIT, options),
    do: () => {
      mustRun(tools, "systemctl", ["restart", TIMER_UNIT]);
    },
  };
  const startWatch: Step = {
    describe: `start ${WATCH_UNIT}, again if it runs another release or was started before its configuration changed`,
    isDone: () =>
      isActive(WATCH_UNIT, tools) &&
      startedAfterFiles(WATCH_UNIT, options) &&
      runsRelease(layout, options.release, tools),
    do: () => {
      mustRun(tools, "systemctl", ["restart", WATCH_UNIT]);
    },
  };
  return [reload, ...enable, backup, startTimer, startWatch];
}

function isLoaded(unit: UnitName, tools: HostTools): boolean {
  const shown = show(unit, ["LoadState", "NeedDaemonReload"], tools);
  // A slice is loaded from its file only once something uses it.
  const loaded = shown.LoadState === "loaded" || unit === SLICE_UNIT;
  return loaded && shown.NeedDaemonReload === "no";
}

function isEnabled(unit: UnitName, tools: HostTools): boolean {
  return tools.run("systemctl", ["is-enabled", unit]).stdout === "enabled";
}

function isActive(unit: UnitName, tools: HostTools): boolean {
  return tools.run("systemctl", ["is-active", unit]).stdout === "active";
}

function startedAfterFiles(unit: UnitName, { layout, tools }: ServiceStepsOptions): boolean {
  const { ActiveEnterTimestamp: entered } = show(unit, ["ActiveEnterTimestamp"], tools);
  const startedAtMs = Date.parse((entered ?? "").replace(/^\w{3} /, "").replace(/ UTC$/, "Z"));
  const newestMs = Math.max(
    ...[`${layout.units}/${unit}`, layout.config].map(
      (path) => statSync(onDisk(layout, path), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    ),
  );
  return startedAtMs + 1000 >= newestMs;
}

function runsRelease(layout: Layout, release: string, tools: HostTools): boolean {
  try {
    const { MainPID: pid = "0" } = show(WATCH_UNIT, ["MainPID"], tools);
    const program = readlinkSync(`/proc/${pid}/exe`);
    return program.startsWith(`${onDisk(layout, layout.releases)}/${release}/`);
  } catch {
    return false;
  }
}

function show(
  unit: UnitName,
  properties: readonly string[],
  tools: HostTools,
): Record<string, string | undefined> {
  const { stdout } = tools.run("systemctl", ["show", `--property=${properties.join(",")}`, unit]);
  return Object.fromEntries(
    stdout.split("\n").map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}
