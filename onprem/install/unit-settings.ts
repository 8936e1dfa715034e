import { readFileSync } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";

import type { ConfigFile } from "../config/config-schema.ts";
import type { CpuTopology } from "../transcription/cpu-topology.ts";
import { transcriptionCpus } from "./derive-cpus.ts";
import { SERVICE_USER } from "./layout.ts";
import { memoryLimitMb, memoryNeedMb, UNKNOWN_WORKER_BYTES } from "./memory-need.ts";

/** What differs between the units of two installations. */
export type UnitSettings = {
  user: string;
  program: string;
  node: string;
  config: string;
  state: string;
  timeZone: string;
  nightStart: string;
  nightEnd: string;
  cpus: number[];
  memoryMaxMb: number;
  /** Folders that are read and must not be written. */
  readOnly: string[];
  /** Folders that are written. */
  writable: string[];
  /** Those that a backup writes to. */
  backupWrites: string[];
  /** HH:MM on the site's clock. */
  backupAt: string;
};

export type HostFacts = {
  onlineCpus: number[];
  /** The hardware threads that share a CPU's core; without it every CPU is a core. */
  siblingsOf?: CpuTopology["siblingsOf"];
  memoryBytes: number;
  /** What one worker needs with the model; null while nothing is known of it. */
  workerBytes: number | null;
};

/** What the units need to know of a configuration that stands at `configPath`, for a program that is at `program`. */
export function unitSettings(
  file: ConfigFile,
  configPath: string,
  program: string,
  host: HostFacts,
): UnitSettings {
  const absolute = (path: string) => (isAbsolute(path) ? path : resolve(dirname(configPath), path));
  const optional = (path: string | undefined) => (path === undefined ? [] : [absolute(path)]);
  const cpus = transcriptionCpus(host.onlineCpus, file.whisper.cpus ?? null, host.siblingsOf);
  const model = absolute(file.whisper.model);
  const need = memoryNeedMb(
    host.workerBytes ?? UNKNOWN_WORKER_BYTES,
    workerCount(file.whisper, cpus),
  );
  return {
    user: SERVICE_USER,
    program,
    node: `${program}/node_modules/node/bin/node`,
    config: configPath,
    state: absolute(file.state.folder),
    timeZone: file.site.time_zone,
    nightStart: file.night.start,
    nightEnd: file.night.end,
    cpus,
    memoryMaxMb: memoryLimitMb(need, host.memoryBytes),
    readOnly: [...recordingFolders(file.source).map(absolute), dirname(model)],
    writable: [
      absolute(file.state.folder),
      ...optional(file.transcripts.text_folder),
      ...optional(file.metrics.textfile).map((textfile) => dirname(textfile)),
    ],
    backupWrites: [absolute(file.state.folder), ...optional(file.backup.folder)],
    backupAt: file.backup.at,
  };
}

/** Workers as the configuration asks for them: by default one for each CPU, or for each `threads` of them. */
export function workerCount(
  whisper: { workers?: number | null | undefined; threads?: number | null | undefined },
  cpus: readonly number[],
): number {
  const wished = whisper.workers ?? Math.floor(cpus.length / (whisper.threads ?? 1));
  return Math.max(1, Math.min(wished, cpus.length));
}

/** Where recordings lie on this host; for ViciDial as the configuration, or else astguiclient.conf, says. */
export function recordingFolders(source: ConfigFile["source"]): string[] {
  if (source.kind === "folder") return [source.folder];
  const done = source.recordings_folder ?? doneFolder(source.astguiclient_conf);
  return [done, source.archive_folder];
}

function doneFolder(astguiclientConf: string): string {
  try {
    const line = /^PATHDONEmonitor\s*=>\s*(\S+)\s*$/m.exec(readFileSync(astguiclientConf, "utf8"));
    if (line?.[1] !== undefined) return line[1];
  } catch {
    // Not there: ViciDial's own default.
  }
  return "/var/spool/asterisk/monitorDONE";
}
