import { execFileSync, spawnSync, type SpawnSyncReturns } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

import { tempFolderOfFile } from "../testing/temp-folder.ts";
import { TRANSCRIBE_UNIT, WATCH_UNIT } from "./layout.ts";
import { compileSyscallFilter } from "./testing/syscall-filter.ts";

/*
 * What an owner does with the tarball: unpack, install, run, with the services' restrictions as far as they can be had
 * without a running systemd. The packages are the checkout's, because a test must not need the registry.
 */
const CHECKOUT = join(import.meta.dirname, "..", "..");
const CALLS = join(CHECKOUT, "demo", "calls");
const NOBODY = 65_534;
const isRoot = process.geteuid?.() === 0;

const folder = tempFolderOfFile();
const root = join(folder, "root");
const packed = join(folder, "package");
const current = join(root, "opt/nightshift/current");
const node = join(current, "node_modules/node/bin/node");
const cli = join(current, "onprem/cli.ts");
const INSTALL =
  `install --root ${root} --site-id northgate --time-zone Europe/London --edge-url http://127.0.0.1:9 --source folder --recordings /srv/calls --model ${join(CHECKOUT, "demo", "whisper-demo.bin")}`.split(
    " ",
  );

beforeAll(() => {
  chmodSync(folder, 0o755);
  execFileSync("npm", ["pack", "--pack-destination", folder], { cwd: CHECKOUT, stdio: "ignore" });
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  execFileSync("tar", ["xzf", join(folder, tarball), "-C", folder]);
  symlinkSync(join(CHECKOUT, "node_modules"), join(packed, "node_modules"));
});

function launch(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(join(packed, "nightshift"), args, { encoding: "utf8", timeout: 170_000 });
}

/** A site of the installed program's with one of the demo's calls, in a folder that belongs to an unprivileged user. */
function siteOfNobody(name: string): { config: string; state: string; site: string } {
  const site = join(folder, name);
  const state = join(site, "state");
  mkdirSync(state, { recursive: true });
  mkdirSync(join(site, "calls"));
  copyFileSync(
    join(CALLS, "1007.wav"),
    join(site, "calls", "20261120-101500_447700900100-all.wav"),
  );
  copyFileSync(join(CHECKOUT, "demo", "whisper-demo.bin"), join(site, "model.bin"));
  const config = join(site, "nightshift.toml");
  writeFileSync(
    config,
    `[site]\nid = "x"\ntime_zone = "Europe/London"\n[source]\nkind = "folder"\nfolder = "calls"\nstable_sec = 0\n` +
      `[state]\nfolder = "state"\nmin_free_mb = 0\n[edge]\nurl = "http://127.0.0.1:9"\ntoken = "t"\n[whisper]\nmodel = "model.bin"\n`,
  );
  if (isRoot) execFileSync("chown", ["-R", `${NOBODY}:${NOBODY}`, site]);
  return { config, state, site };
}

test("the package holds what runs, its lockfile and the guide, and no tests", () => {
  const files = readdirSync(packed, { recursive: true, encoding: "utf8" }).filter(
    (file) => !file.startsWith("node_modules"),
  );
  expect(files).toEqual(
    expect.arrayContaining([
      "nightshift",
      "npm-shrinkwrap.json",
      "docs/install.md",
      "onprem/cli.ts",
    ]),
  );
  expect(files.filter((file) => /\.test\.ts$|testing|edge\/|demo\//.test(file))).toEqual([]);
  const lock = JSON.parse(readFileSync(join(packed, "npm-shrinkwrap.json"), "utf8"));
  expect(lock).toEqual(JSON.parse(readFileSync(join(CHECKOUT, "package-lock.json"), "utf8")));
  expect(existsSync(join(CHECKOUT, "npm-shrinkwrap.json"))).toBe(false);
});

describe("installed from the package", () => {
  beforeAll(() => {
    const { status, stderr } = launch(...INSTALL);
    if (status !== 0) throw new Error(stderr);
  });

  test("a dry run names the same steps as the installation, and changes nothing", () => {
    const other = join(folder, "other-root");
    const planned = launch(...INSTALL.with(2, other), "--dry-run").stdout;
    expect(existsSync(other)).toBe(false);
    const steps = (output: string, verb: string) =>
      output
        .split("\n")
        .filter((line) => line.startsWith(`  ${verb} `) || line.startsWith("  already "))
        .map((line) => line.slice(12));
    const done = launch(...INSTALL.with(2, other)).stdout;
    expect(steps(planned, "would")).toEqual(steps(done, "done"));
    expect(steps(done, "done").length).toBeGreaterThan(15);
  });

  test("a second time everything is there already, from the package as from what is installed", () => {
    for (const run of [
      launch(...INSTALL),
      spawnSync(node, [cli, "install", "--root", root], { encoding: "utf8" }),
    ]) {
      expect(run.stderr).toBe("");
      expect(run.stdout).toContain("Everything is as it should be.");
      expect(run.stdout).not.toMatch(/^ {2}done/m);
    }
  });

  test("nobody but the owner can write to the program, everybody can run it", () => {
    const wrong = readdirSync(current, { recursive: true, encoding: "utf8" })
      .map((file) => ({ file, stat: statSync(join(current, file)) }))
      .filter(
        ({ stat }) =>
          (stat.mode & 0o022) !== 0 ||
          (stat.mode & 0o444) !== 0o444 ||
          (stat.isDirectory() && (stat.mode & 0o111) !== 0o111),
      );
    expect(wrong.map(({ file }) => file)).toEqual([]);
    expect(statSync(node).mode & 0o777).toBe(0o755);
  });

  test("configuration and data are not for others", () => {
    const mode = (path: string) => statSync(join(root, path)).mode & 0o777;
    expect(mode("etc/nightshift")).toBe(0o750);
    expect(mode("etc/nightshift/nightshift.toml")).toBe(0o600);
    for (const part of ["", "/state", "/models", "/transcripts"]) {
      expect(mode(`var/lib/nightshift${part}`)).toBe(0o750);
    }
  });

  test("the owner's changes stay; what a newer version adds is laid beside", () => {
    const config = join(root, "etc/nightshift/nightshift.toml");
    const original = readFileSync(config, "utf8");
    const own = original
      .replace('# start = "22:00"', 'start = "23:30"')
      .replace(/^# row_days.*\n/m, "");
    writeFileSync(config, own);
    expect(launch(...INSTALL).stdout).toContain("retention.row_days, which yours does not mention");
    expect(readFileSync(config, "utf8")).toBe(own);
    expect(readFileSync(`${config}.new`, "utf8")).toContain("# row_days = 365");
    const timer = join(root, "etc/systemd/system/nightshift-transcribe.timer");
    expect(readFileSync(timer, "utf8")).toContain("OnCalendar=*-*-* 23:30:00 Europe/London");
    writeFileSync(config, original);
    launch(...INSTALL);
  });

  test("an unprivileged user transcribes with it", () => {
    const { config, site } = siteOfNobody("plain");
    const as = isRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
    const [command = node, ...args] = [...as, node, cli, "--config", config];
    const version = spawnSync(command, [...args, "--version"], { encoding: "utf8", cwd: site });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const once = spawnSync(command, [...args, "once"], { encoding: "utf8", cwd: site });
    expect(once.stdout).toMatch(/transcribed: \d+ words/);
  });

  test.skipIf(!isRoot || !hasTools("gcc", "systemd-analyze", "unshare"))(
    "transcription runs under its unit's filter of system calls, without privileges or network, everything but its state read-only",
    () => {
      const unit = readFileSync(join(root, "etc/systemd/system", TRANSCRIBE_UNIT), "utf8");
      const filter = compileSyscallFilter(unit, folder);
      const { config, state, site } = siteOfNobody("restricted");
      const inside =
        `mount --bind '${state}' '${state}' && mount -o remount,bind,ro / && cd '${site}' && ` +
        "exec setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all --inh-caps=-all " +
        `nice -n 19 '${filter}' '${node}' '${cli}' --config '${config}' `;
      const restricted = (command: string) =>
        spawnSync(
          "unshare",
          ["--mount", "--net", "--propagation", "private", "sh", "-c", inside + command],
          { encoding: "utf8", timeout: 170_000, env: { PATH: process.env.PATH } },
        );
      expect(restricted("once").stdout).toMatch(/transcribed: \d+ words/);
      expect(restricted("status").stdout).toMatch(/transcribed +1/);
    },
  );

  test.skipIf(!isRoot || !hasTools("gcc", "systemd-analyze"))(
    "the filter of watch lets the program work, and not change priorities or owners",
    () => {
      const unit = readFileSync(join(root, "etc/systemd/system", WATCH_UNIT), "utf8");
      const filter = compileSyscallFilter(unit, folder);
      const { config } = siteOfNobody("watch");
      const status = spawnSync(filter, [node, cli, "--config", config, "status"], {
        encoding: "utf8",
      });
      expect(status.stderr).toContain("There is no queue yet");
      for (const forbidden of [
        ["nice", "-n", "5", "true"],
        ["chown", "1", config],
      ]) {
        const { stderr } = spawnSync(filter, forbidden, { encoding: "utf8" });
        expect(stderr).toMatch(/not permitted/);
      }
    },
  );
});

function hasTools(...tools: string[]): boolean {
  return tools.every((tool) => spawnSync("which", [tool]).status === 0);
}
