import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";

import { isThisMachine, onDisk, type Layout } from "./layout.ts";
import type { HostTools } from "./run-tool.ts";
import { InstallError } from "./step.ts";

const MB = 1024 * 1024;
/** Node and its packages are 250 MB; the release before stays. */
const PROGRAM_MB = 700;
/** A model, the queue of a year, and room for what is being worked on. */
const DATA_MB = 3000;
const MIN_GLIBC = 2.28;
const NEEDED_TOOLS = ["useradd", "getent", "setpriv", "taskset", "nice", "ionice"];

export type HostIdentity = {
  platform: string;
  arch: string;
  /** As in "2.31"; null where the C library is another one. */
  glibc: string | null;
  uid: number;
  /** Whether systemd runs this host. */
  bootedWithSystemd: boolean;
};

export function readHostIdentity(): HostIdentity {
  const report: unknown = process.report.getReport();
  const header =
    typeof report === "object" && report !== null && "header" in report ? report.header : null;
  const glibc =
    typeof header === "object" && header !== null && "glibcVersionRuntime" in header
      ? String(header.glibcVersionRuntime)
      : null;
  return {
    platform: process.platform,
    arch: process.arch,
    glibc,
    uid: process.geteuid?.() ?? 0,
    bootedWithSystemd: existsSync("/run/systemd/system"),
  };
}

export type PreflightOptions = {
  layout: Layout;
  host: HostIdentity;
  tools: HostTools;
  /** False when nothing is to be started, as while an image is built. */
  start: boolean;
  /** Megabytes free where a path will lie. */
  freeMb: (path: string) => number;
};

/** Refuses before anything is touched when this host cannot run Nightshift. Throws InstallError with what to do. */
export function refuseUnsuitableHost(options: PreflightOptions): void {
  const { layout, host, tools, start } = options;
  if (host.platform !== "linux" || !["x64", "arm64"].includes(host.arch)) {
    throw new InstallError(
      `Nightshift runs on Linux on 64-bit x86 or ARM; this is ${host.platform} on ${host.arch}.`,
    );
  }
  if (host.glibc === null || !isAtLeast(host.glibc, MIN_GLIBC)) {
    throw new InstallError(
      `This host's C library is ${host.glibc === null ? "not glibc" : `glibc ${host.glibc}`}; Node 24 needs glibc ${MIN_GLIBC} or newer. ` +
        "ViciBox 11 and 12, Alma and Rocky 8 and 9, and Debian 10 and later have it. On an older host copy the recordings to a newer one and install there with --source folder.",
    );
  }
  if (isThisMachine(layout)) {
    if (host.uid !== 0) {
      throw new InstallError(
        "Installing needs root: it creates a user, units and folders. Run the same command with sudo. `--dry-run` shows what it would do.",
      );
    }
    if (start && !host.bootedWithSystemd) {
      throw new InstallError(
        "systemd does not run this host, so there is nothing that would start Nightshift. With --no-start everything is installed and enabled for a host that is started with systemd later.",
      );
    }
    const missing = [...NEEDED_TOOLS, "systemctl"].filter((tool) => !tools.has(tool));
    if (missing.length > 0) {
      throw new InstallError(
        `These programs are missing: ${missing.join(", ")}. They belong to the packages shadow or passwd, glibc, util-linux and systemd; install those.`,
      );
    }
  }
  refuseFullDisk(options, layout.program, PROGRAM_MB, "the program");
  refuseFullDisk(
    options,
    layout.data ?? layout.state,
    DATA_MB,
    "model, queue and transcripts; --data takes a folder on another disk",
  );
}

function refuseFullDisk(
  { layout, freeMb }: PreflightOptions,
  path: string,
  neededMb: number,
  what: string,
): void {
  const target = onDisk(layout, path);
  // What is there already has its room.
  if (existsSync(target)) return;
  const free = Math.floor(freeMb(target));
  if (free < neededMb) {
    throw new InstallError(
      `The disk of ${target} has ${free} MB free; ${neededMb} MB are needed for ${what}.`,
    );
  }
}

/** Free megabytes on the disk where `path` lies or will lie. */
export function freeMegabytes(path: string): number {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(folder)) {
      const { bavail, bsize } = statfsSync(folder);
      return (bavail * bsize) / MB;
    }
  }
}

function isAtLeast(version: string, wanted: number): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = String(wanted).split(".").map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
