import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const NOBODY = "65534";
/** Where every system has an empty folder that anybody may enter. */
const OPEN_PLACE = "/mnt";
const MOUNT = `mount --bind "$1" ${OPEN_PLACE} && shift && exec "$@"`;

/**
 * Runs this Node with arguments and with an ordinary user's rights: tests of permissions prove nothing as root. A checkout that
 * only root may enter is shown to that process alone, mounted at a place where it may.
 */
export function runAsNobody(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): { status: number | null; stdout: string; stderr: string } {
  const node = [process.execPath, ...args];
  const dropRights = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
  const asUser = process.getuid?.() === 0 ? [...dropRights, ...node] : node;
  const [command = "", ...rest] =
    process.getuid?.() === 0 && !othersMayEnter(ROOT) ? inOpenPlace(asUser) : asUser;
  const { error, status, stdout, stderr } = spawnSync(command, rest, {
    encoding: "utf8",
    timeout: 60_000,
    ...options,
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** The same command with the checkout mounted where others may enter it. */
function inOpenPlace(words: readonly string[]): string[] {
  const mounted = ["unshare", "--mount", "--propagation", "private", "sh", "-c", MOUNT, "sh", ROOT];
  return mounted.concat(words.map((word) => word.replaceAll(ROOT, OPEN_PLACE)));
}

function othersMayEnter(folder: string): boolean {
  const parent = dirname(folder);
  return (statSync(folder).mode & 0o001) !== 0 && (parent === folder || othersMayEnter(parent));
}
