import { execFileSync } from "node:child_process";

import { findProgram } from "../audio/find-program.ts";

const INSTALL_TIMEOUT_MS = 5 * 60_000;
/** Test files run side by side, and each may install. */
const WAIT_FOR_OTHERS = ["-o", "DPkg::Lock::Timeout=240"];

export type ToolAtHand = { path: string; missing: null } | { path: null; missing: string };

/**
 * A program that tests need: as it is on PATH, else from Debian's package when this process may install it. Otherwise says
 * why it is missing, for the test's name; under CI that is an error, because a skipped test proves nothing.
 */
export function debianTool(program: string, debianPackage = program): ToolAtHand {
  const searchPath = process.env.PATH ?? "";
  const found = findProgram(program, searchPath) ?? installed(program, debianPackage, searchPath);
  if (found !== null) return { path: found, missing: null };
  const missing = `${program} is not installed (apt-get install ${debianPackage})`;
  if (process.env.CI === "true") throw new Error(missing);
  return { path: null, missing };
}

function installed(program: string, debianPackage: string, searchPath: string): string | null {
  const aptGet = findProgram("apt-get", searchPath);
  if (aptGet === null || process.getuid?.() !== 0) return null;
  const run = (...args: string[]) =>
    execFileSync(aptGet, args, {
      stdio: "ignore",
      timeout: INSTALL_TIMEOUT_MS,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  const install = () =>
    run("install", "-y", "--no-install-recommends", ...WAIT_FOR_OTHERS, debianPackage);
  try {
    install();
  } catch {
    try {
      // The package lists may be old or not there at all.
      run("update");
      install();
    } catch {
      return null;
    }
  }
  return findProgram(program, searchPath);
}
