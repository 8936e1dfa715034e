import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import * as z from "zod";

import { compareVersions } from "#shared/contracts/agent-versions.ts";

import { addReleasedMigrations, changedMigrations } from "../migrations/released-migrations.ts";
import { unreleasedNotes, withRelease } from "./changelog.ts";
import { recordAgent } from "./record-agent.ts";
import { readReleasedAgents, writeReleasedAgent } from "./released-agents.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const BRANCH = "main";

/** A release cannot be made; the message says why and what to do. */
export class ReleaseError extends Error {
  override name = "ReleaseError";
}

export type ReleaseOptions = {
  dryRun: boolean;
  skipTests: boolean;
  say: (line: string) => void;
  today: Date;
};

/** Checks, records, commits, tags and packs a version. Nothing is written before all checks passed. Throws ReleaseError. */
export async function release(version: string, options: ReleaseOptions): Promise<void> {
  const { dryRun, skipTests, say, today } = options;
  const changelogPath = join(ROOT, "CHANGELOG.md");
  const changelog = readFileSync(changelogPath, "utf8");
  checkVersion(version);
  checkCheckout(version);
  if ((unreleasedNotes(changelog) ?? "") === "") {
    throw new ReleaseError(
      "CHANGELOG.md says nothing under [Unreleased]: write what owners notice.",
    );
  }
  const changed = changedMigrations(ROOT);
  if (changed.length > 0) throw new ReleaseError(changed.join("\n"));
  say(`Version ${version}, checkout, changelog and migrations: fit.`);
  if (skipTests) say("Tests: left out.");
  else run("npm", ["test"], "The tests fail; a release needs them to pass.");

  const agent = await recordAgent(version);
  if (dryRun) {
    say(
      `Would record ${agent.requests.length} messages of agents, list the migrations, set the version, commit, tag v${version} and pack the agent.`,
    );
    return;
  }
  run(
    "npm",
    ["version", version, "--no-git-tag-version", "--allow-same-version"],
    "npm cannot set the version.",
  );
  const written = [
    "package.json",
    "package-lock.json",
    "CHANGELOG.md",
    writeReleasedAgent(ROOT, agent),
    addReleasedMigrations(ROOT),
  ];
  writeFileSync(changelogPath, withRelease(changelog, version, today.toISOString().slice(0, 10)));
  git("add", "--", ...written);
  git("commit", "--quiet", "-m", `Release ${version}`);
  git("tag", "-a", `v${version}`, "-m", `Nightshift ${version}`);
  say(`Committed and tagged v${version}.`);
  run("npm", ["pack", "--silent"], "npm cannot pack the agent; try: npm pack");
  say(`Packed nightshift-${version}.tgz, for recording hosts.`);
  say(`Not pushed. To publish: git push origin ${BRANCH} v${version}; then npm run deploy.`);
}

function checkVersion(version: string): void {
  const { version: present } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));
  const toPresent = compareVersions(version, present);
  if (toPresent === null)
    throw new ReleaseError(`${version} is no version; give three numbers: 0.2.0`);
  if (toPresent < 0) throw new ReleaseError(`${version} is older than the present ${present}.`);
  if (toPresent > 0 && readReleasedAgents(ROOT).some((agent) => agent.version === version)) {
    throw new ReleaseError(`${version} was recorded already.`);
  }
}

function checkCheckout(version: string): void {
  const branch = git("rev-parse", "--abbrev-ref", "HEAD");
  if (branch !== BRANCH)
    throw new ReleaseError(`Releases are made on ${BRANCH}; this is ${branch}.`);
  const changes = git("status", "--porcelain");
  if (changes !== "") throw new ReleaseError(`Commit or put away what is changed:\n${changes}`);
  if (git("tag", "--list", `v${version}`) !== "") {
    throw new ReleaseError(`There is a tag v${version} already.`);
  }
}

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
}

function run(program: string, args: string[], otherwise: string): void {
  try {
    execFileSync(program, args, { cwd: ROOT, stdio: "inherit" });
  } catch {
    throw new ReleaseError(otherwise);
  }
}
