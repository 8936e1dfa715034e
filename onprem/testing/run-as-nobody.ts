import { execFileSync } from "node:child_process";

const NOBODY = "65534";

/**
 * Runs a script with an ordinary user's rights and gives back what it printed: tests of permissions prove nothing as root.
 * Throws when it fails.
 */
export function runAsNobody(script: URL, ...args: string[]): string {
  const node = [process.execPath, script.pathname, ...args];
  const dropRights = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
  const [command = "", ...rest] = process.getuid?.() === 0 ? [...dropRights, ...node] : node;
  return execFileSync(command, rest, { encoding: "utf8", timeout: 30_000 });
}
