import { readFileSync } from "node:fs";
import { join } from "node:path";

import { UNITS, type UnitName } from "./layout.ts";
import type { UnitSettings } from "./unit-settings.ts";

const TEMPLATES = join(import.meta.dirname, "systemd");
/** An hour more in autumn, and time for the last stop. */
const RUNTIME_MARGIN_MIN = 60 + 15;
const DAY_MIN = 24 * 60;

/** The text of every unit for these settings. */
export function renderUnits(settings: UnitSettings): Map<UnitName, string> {
  const values: Record<string, string> = {
    HARDENING: template("hardening.conf").trimEnd(),
    MOUNTS: mounts(settings).join("\n"),
    BACKUP_MOUNTS: mounts({ readOnly: [], writable: settings.backupWrites }).join("\n"),
    BACKUP_AT: settings.backupAt,
    USER: settings.user,
    PROGRAM: settings.program,
    NODE: settings.node,
    CONFIG: settings.config,
    STATE: escapeSpecifiers(settings.state),
    STATE_QUOTED: quoted(settings.state),
    HOME: quoted(`HOME=${settings.state}`),
    TIME_ZONE: settings.timeZone,
    NIGHT_START: settings.nightStart,
    NIGHT: `${settings.nightStart}–${settings.nightEnd}`,
    RUNTIME_MAX_SEC: String(runtimeMaxSec(settings)),
    CPUS: settings.cpus.join(","),
    MEMORY_MAX_MB: String(settings.memoryMaxMb),
  };
  return new Map(UNITS.map((name) => [name, fill(template(name), values)]));
}

function fill(text: string, values: Record<string, string>): string {
  return text.replaceAll(/@([A-Z_]+)@/g, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`A unit's template has an unknown ${placeholder}.`);
    return value;
  });
}

function template(name: string): string {
  return readFileSync(join(TEMPLATES, name), "utf8");
}

/** Everything is read-only by ProtectSystem=strict; the folders that are not, and those that must never be. */
function mounts({ readOnly, writable }: Pick<UnitSettings, "readOnly" | "writable">): string[] {
  const isHidden = (folder: string) => /^\/(home|root|run\/user)(\/|$)/.test(folder);
  const lines = ["ProtectHome=tmpfs"];
  // A model may lie in the state folder, which must stay writable.
  for (const folder of new Set(readOnly.filter((path) => !writable.includes(path)))) {
    // What cannot be mounted yet (an archive that does not exist) must not keep the service from starting.
    lines.push(
      isHidden(folder)
        ? `BindReadOnlyPaths=${quoted(`-${folder}`)}`
        : `ReadOnlyPaths=${quoted(`-${folder}`)}`,
    );
  }
  for (const folder of new Set(writable)) {
    lines.push(
      isHidden(folder)
        ? `BindPaths=${quoted(`-${folder}`)}`
        : `ReadWritePaths=${quoted(`-${folder}`)}`,
    );
  }
  return lines;
}

function runtimeMaxSec({ nightStart, nightEnd }: UnitSettings): number {
  const lengthMin = (minuteOfDay(nightEnd) - minuteOfDay(nightStart) + DAY_MIN) % DAY_MIN;
  return (lengthMin + RUNTIME_MARGIN_MIN) * 60;
}

function minuteOfDay(clockTime: string): number {
  const [hours = 0, minutes = 0] = clockTime.split(":").map(Number);
  return hours * 60 + minutes;
}

/** One word of a unit's setting: systemd splits at spaces and expands %. */
function quoted(word: string): string {
  const escaped = escapeSpecifiers(word).replaceAll(/[\\"]/g, String.raw`\$&`);
  return /[\s'"\\]/.test(word) ? `"${escaped}"` : escaped;
}

function escapeSpecifiers(text: string): string {
  return text.replaceAll("%", "%%");
}
