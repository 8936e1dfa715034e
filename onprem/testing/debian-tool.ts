import { execFileSync, spawnSync } from "node:child_process";

/**
 * The path of a program that a test needs, installed from Debian's package when it is missing and this user may. Null, with
 * a line that says why, when it cannot be had; under CI that is an error instead.
 */
export async function requireDebianTool({
  command,
  package: name,
}: {
  command: string;
  package: string;
}): Promise<string | null> {
  const found = pathOf(command);
  if (found !== null) return found;
  const problem = install(name);
  const installed = pathOf(command);
  if (installed !== null) return installed;
  const reason = `${command} is missing (Debian package ${name}): ${problem ?? "it is not in the package"}`;
  if (process.env.CI === "true") throw new Error(reason);
  process.stderr.write(`skipped: ${reason}\n`);
  return null;
}

function pathOf(command: string): string | null {
  const { status, stdout } = spawnSync("sh", ["-c", 'command -v "$1"', "sh", command], {
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : null;
}

/** Null when it went well, or else why not. */
function install(name: string): string | null {
  if (process.getuid?.() !== 0) return "only root can install it";
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = { env, stdio: "ignore", timeout: 300_000 } as const;
  try {
    execFileSync("apt-get", ["update"], options);
    execFileSync("apt-get", ["install", "--yes", "--no-install-recommends", name], options);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
