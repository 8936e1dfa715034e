import { spawnSync } from "node:child_process";
import { delimiter } from "node:path";

import { findProgram } from "../audio/find-program.ts";

const INSTALL_TIMEOUT_MS = 5 * 60_000;
const LOCK = "/tmp/nightshift-apt.lock";

export type ToolAtHand = { path: string; missing: null } | { path: null; missing: string };

/**
 * A program that tests need: as it is on PATH, else from Debian's packages when this process may install them; their
 * services are not started. Otherwise says why it is missing, for the test's name; under CI that is an error, because a
 * skipped test proves nothing.
 */
export function debianTool(program: string, ...packages: string[]): ToolAtHand {
  const names = packages.length === 0 ? [program] : packages;
  const found = find(program) ?? installed(program, names);
  if (found !== null) return { path: found, missing: null };
  const missing = `${program} is not installed (apt-get install ${names.join(" ")})`;
  if (process.env.CI === "true") throw new Error(missing);
  process.stderr.write(`Tests are skipped: ${missing}\n`);
  return { path: null, missing };
}

function installed(program: string, packages: readonly string[]): string | null {
  if (process.getuid?.() !== 0 || find("apt-get") === null || find("flock") === null) return null;
  // Test files run side by side: the first installs, the others wait for it and find it done.
  const script = `
    command -v "$0" && exit
    apt-get -q update
    apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=240 install "$@"`;
  spawnSync("flock", [LOCK, "sh", "-c", script, program, ...packages], {
    stdio: "ignore",
    timeout: INSTALL_TIMEOUT_MS,
    env: {
      ...process.env,
      PATH: searchPath(),
      DEBIAN_FRONTEND: "noninteractive",
      // invoke-rc.d starts nothing in single-user mode.
      RUNLEVEL: "1",
    },
  });
  return find(program);
}

function find(program: string): string | null {
  return findProgram(program, searchPath());
}

/** Servers lie where only root looks. */
function searchPath(): string {
  return [process.env.PATH ?? "", "/usr/sbin", "/usr/bin", "/sbin"].join(delimiter);
}
