import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const FOLDERS = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/usr/bin"];
const INSTALL_TIMEOUT_MS = 5 * 60_000;

/** mariadbd and what mariadb-install-db needs, without Debian's service: nothing is started, nothing stays running. */
const PACKAGES = "mariadb-server-core mariadb-client-core";

const execFileAsync = promisify(execFile);

/**
 * Null when a MariaDB server can be started here; otherwise why not, for `describe.skipIf`. Where there is none it is
 * installed from Debian's packages, as root and with apt-get. Under CI a missing server is an error.
 */
export function whyNoMariaDb(): string | null {
  const missing = whyMissing();
  if (missing === null) return null;
  if (process.env.CI) throw new Error(`${missing} Under CI that is a failure.`);
  process.stderr.write(`Tests on MariaDB are skipped: ${missing}\n`);
  return missing;
}

/** Paths of the server and of the program that makes its data folder. */
export function findMariaDbd(): { mariadbd: string; installDb: string } {
  const mariadbd = find("mariadbd");
  const installDb = find("mariadb-install-db");
  if (mariadbd === null || installDb === null) throw new Error("There is no MariaDB server.");
  return { mariadbd, installDb };
}

/** The command that starts `program` so that it dies with this process, where the system knows how. */
export function dyingWithUs(program: string, args: string[]): [string, string[]] {
  const setpriv = find("setpriv");
  // setpriv becomes the program, so signals reach the program itself.
  return setpriv === null ? [program, args] : [setpriv, ["--pdeathsig", "KILL", program, ...args]];
}

/** Runs a program that is expected to succeed; throws with what it said. */
export async function runToEnd(program: string, args: string[]): Promise<void> {
  await execFileAsync(program, args, { timeout: 120_000, maxBuffer: 16 * 1024 * 1024 });
}

function whyMissing(): string | null {
  if (isThere()) return null;
  if (process.getuid?.() !== 0 || find("apt-get") === null || find("flock") === null) {
    return `There is no mariadbd here, and it cannot be installed without root and apt-get: install ${PACKAGES}.`;
  }
  const said = install();
  return isThere() ? null : `apt-get could not install ${PACKAGES}: ${said}`;
}

/** Test files run side by side: the first installs, the others wait for it and find it done. Returns apt's last line. */
function install(): string {
  const script = `command -v mariadbd || { apt-get -q update; DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install ${PACKAGES}; }`;
  const { stderr } = spawnSync(
    "flock",
    ["/tmp/nightshift-install-mariadb.lock", "sh", "-c", script],
    { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8", timeout: INSTALL_TIMEOUT_MS },
  );
  return stderr.trim().split("\n").at(-1) ?? "";
}

function isThere(): boolean {
  return find("mariadbd") !== null && find("mariadb-install-db") !== null;
}

function find(program: string): string | null {
  const folder = FOLDERS.find((candidate) => existsSync(join(candidate, program)));
  return folder === undefined ? null : join(folder, program);
}
