import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { debianTool } from "./debian-tool.ts";

/** mariadbd and what mariadb-install-db needs, without Debian's service. */
const PACKAGES = ["mariadb-server-core", "mariadb-client-core"];

const execFileAsync = promisify(execFile);

/**
 * Null when a MariaDB server can be started here, installed from Debian's packages if need be; otherwise why not, for
 * `describe.skipIf`. Under CI a missing server is an error.
 */
export function whyNoMariaDb(): string | null {
  return debianTool("mariadbd", ...PACKAGES).missing;
}

/** Paths of the server and of the program that makes its data folder. */
export function findMariaDbd(): { mariadbd: string; installDb: string } {
  const mariadbd = debianTool("mariadbd", ...PACKAGES).path;
  const installDb = debianTool("mariadb-install-db", ...PACKAGES).path;
  if (mariadbd === null || installDb === null) throw new Error("There is no MariaDB server.");
  return { mariadbd, installDb };
}

/** The command that starts `program` so that it dies with this process, where the system knows how. */
export function dyingWithUs(program: string, args: string[]): [string, string[]] {
  const setpriv = debianTool("setpriv", "util-linux").path;
  // setpriv becomes the program, so signals reach the program itself.
  return setpriv === null ? [program, args] : [setpriv, ["--pdeathsig", "KILL", program, ...args]];
}

/** Runs a program that is expected to succeed; throws with what it said. */
export async function runToEnd(program: string, args: string[]): Promise<void> {
  await execFileAsync(program, args, { timeout: 120_000, maxBuffer: 16 * 1024 * 1024 });
}
