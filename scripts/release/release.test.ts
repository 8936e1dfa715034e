import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "nightshift-release-"));
const clone = join(folder, "nightshift");
const git = (...args: string[]) =>
  execFileSync("git", args, { cwd: clone, encoding: "utf8" }).trim();
const manifest = () => JSON.parse(readFileSync(join(clone, "package.json"), "utf8"));

/** What is checked out here, changes included, as `main` of a repository of its own. */
beforeAll(() => {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
  }).trim();
  for (const file of files.split("\n")) {
    cpSync(join(ROOT, file), join(clone, file), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"));
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "Releaser");
  git("config", "user.email", "releaser@example.com");
  git("add", "-A");
  git("commit", "--quiet", "-m", "as it is");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function release(...args: string[]) {
  const ran = spawnSync(process.execPath, [join(clone, "scripts", "release.ts"), ...args], {
    cwd: clone,
    encoding: "utf8",
  });
  return { code: ran.status, said: `${ran.stdout}${ran.stderr}` };
}

test("a release is refused for what is unfit, and a dry run changes nothing", () => {
  const head = git("rev-parse", "HEAD");
  const { version } = manifest();
  expect(release("next", "--skip-tests").said).toContain("give three numbers");
  expect(release("0.0.1", "--skip-tests").said).toContain(`older than the present ${version}`);

  writeFileSync(join(clone, "note.txt"), "x");
  expect(release("9.8.0", "--skip-tests").said).toContain("note.txt");
  rmSync(join(clone, "note.txt"));
  git("checkout", "--quiet", "-b", "other");
  expect(release("9.8.0", "--skip-tests").said).toContain("Releases are made on main");
  git("checkout", "--quiet", "main");

  const dry = release("9.8.0", "--skip-tests", "--dry-run");
  expect([dry.code, dry.said]).toEqual([0, expect.stringContaining("tag v9.8.0")]);
  expect([git("status", "--porcelain"), git("rev-parse", "HEAD")]).toEqual(["", head]);
});

test("a release is recorded, committed, tagged and packed, once", () => {
  const made = release("9.8.0", "--skip-tests");
  expect([made.code, made.said]).toEqual([0, expect.stringContaining("Not pushed")]);
  expect(git("status", "--porcelain")).toBe("");
  expect(git("describe", "--exact-match")).toBe("v9.8.0");
  expect(manifest().version).toBe("9.8.0");
  const changelog = readFileSync(join(clone, "CHANGELOG.md"), "utf8");
  expect(changelog).toMatch(/## \[Unreleased\]\n\n## \[9\.8\.0\] - \d{4}-\d\d-\d\d\n/);
  const recorded = readFileSync(
    join(clone, "edge", "ingest", "fixtures", "9.8.0", "agent.json"),
    "utf8",
  );
  expect(recorded).toContain('"agent_version": "9.8.0"');
  expect(recorded).not.toContain("recorded-token");
  const packed = execFileSync("tar", ["tzf", join(clone, "nightshift-9.8.0.tgz")], {
    encoding: "utf8",
  });
  expect(packed.split("\n")).toEqual(
    expect.arrayContaining(["package/nightshift", "package/npm-shrinkwrap.json"]),
  );
  expect(release("9.8.1", "--skip-tests").said).toContain("says nothing under [Unreleased]");

  // What was released is not changed any more.
  const first = join(clone, "migrations", "0000_initial.sql");
  writeFileSync(first, `${readFileSync(first, "utf8")}\n-- better\n`);
  const check = spawnSync(process.execPath, [join(clone, "scripts", "check-layout.ts")], {
    encoding: "utf8",
  });
  expect(check.stderr).toContain("0000_initial.sql was released and is changed");
});
