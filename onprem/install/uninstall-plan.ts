import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";

import { configOf } from "./install-plan.ts";
import {
  BACKUP_TIMER_UNIT,
  BACKUP_UNIT,
  isThisMachine,
  onDisk,
  SERVICE_USER,
  TIMER_UNIT,
  TRANSCRIBE_UNIT,
  UNITS,
  WATCH_UNIT,
  type Layout,
} from "./layout.ts";
import { mustRun, type HostTools } from "./run-tool.ts";
import { InstallError, type Step } from "./step.ts";
import { recordingsAccessRemovalSteps } from "./steps/recordings-access-steps.ts";
import { ownerOf } from "./steps/service-user-step.ts";
import { recordingFolders } from "./unit-settings.ts";

/** Timers first, so that they start nothing again. */
const STOPPED = [TIMER_UNIT, BACKUP_TIMER_UNIT, BACKUP_UNIT, TRANSCRIBE_UNIT, WATCH_UNIT];

export type UninstallOptions = {
  layout: Layout;
  tools: HostTools;
  /** Whether systemd runs this host. */
  booted: boolean;
  /** Also configuration, secrets, queue, transcripts, models and the user. */
  purge: boolean;
};

/** Everything that removing does, in order. Recordings and ViciDial's database are never touched. */
export function uninstallPlan({ layout, tools, booted, purge }: UninstallOptions): Step[] {
  const real = isThisMachine(layout);
  const unitPaths = UNITS.map((unit) => onDisk(layout, `${layout.units}/${unit}`));
  return [
    ...(real && booted ? STOPPED.map((unit) => stopStep(unit, tools)) : []),
    ...(real
      ? [TIMER_UNIT, BACKUP_TIMER_UNIT, WATCH_UNIT].map((unit) => disableStep(unit, tools))
      : []),
    ...unitPaths.map((path) => removeStep("the unit", path)),
    ...(real && booted ? [reloadStep(tools)] : []),
    removeStep("the command", onDisk(layout, layout.command)),
    removeStep("the program", onDisk(layout, layout.program)),
    ...(real && tools.has("setfacl")
      ? recordingsAccessRemovalSteps(knownRecordingFolders(layout), tools)
      : []),
    ...(purge ? purgeSteps(layout, tools) : []),
  ];
}

function stopStep(unit: string, tools: HostTools): Step {
  return {
    describe: `stop ${unit}; what it is working on goes back into the queue`,
    isDone: () =>
      ["inactive", "unknown", "failed", ""].includes(
        tools.run("systemctl", ["is-active", unit]).stdout,
      ),
    do: () => {
      mustRun(tools, "systemctl", ["stop", unit]);
    },
  };
}

function disableStep(unit: string, tools: HostTools): Step {
  return {
    describe: `start it no more with the host: ${unit} (systemctl disable)`,
    isDone: () => tools.run("systemctl", ["is-enabled", unit]).stdout !== "enabled",
    do: () => {
      mustRun(tools, "systemctl", ["disable", unit]);
    },
  };
}

function reloadStep(tools: HostTools): Step {
  return {
    describe: "let systemd forget the units (systemctl daemon-reload)",
    isDone: () =>
      UNITS.every(
        (unit) =>
          tools.run("systemctl", ["show", "--property=LoadState", unit]).stdout ===
          "LoadState=not-found",
      ),
    do: () => {
      mustRun(tools, "systemctl", ["daemon-reload"]);
      tools.run("systemctl", ["reset-failed", WATCH_UNIT, TRANSCRIBE_UNIT]);
    },
  };
}

function removeStep(what: string, path: string): Step {
  return {
    describe: `remove ${what}: ${path}`,
    isDone: () => !existsSync(path),
    do: () => rmSync(path, { recursive: true, force: true }),
  };
}

function purgeSteps(layout: Layout, tools: HostTools): Step[] {
  return [
    ...(layout.data === null ? [] : dataRemovalSteps(layout, onDisk(layout, layout.data))),
    removeStep("configuration and secrets", onDisk(layout, layout.configFolder)),
    ...(isThisMachine(layout)
      ? [
          {
            describe: `remove the user ${SERVICE_USER} (userdel)`,
            isDone: () => ownerOf(tools) === null,
            do: () => {
              mustRun(tools, "userdel", [SERVICE_USER]);
            },
          },
        ]
      : []),
  ];
}

function dataRemovalSteps(layout: Layout, data: string): Step[] {
  return [
    removeStep("the queue with all transcripts that it holds", onDisk(layout, layout.state)),
    removeStep("the transcripts", onDisk(layout, layout.transcripts)),
    removeStep("the models", onDisk(layout, layout.models)),
    {
      describe: `remove ${data}, if nothing else is in it`,
      isDone: () => !existsSync(data) || readdirSync(data).length > 0,
      do: () => rmdirSync(data),
    },
  ];
}

/** The folders that the configuration names; none when it is gone or broken. */
function knownRecordingFolders(layout: Layout): string[] {
  try {
    const config = configOf(layout, () => "");
    return recordingFolders(config.source);
  } catch (error) {
    if (error instanceof InstallError) return [];
    throw error;
  }
}
