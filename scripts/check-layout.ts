import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { changedMigrations } from "./migrations/released-migrations.ts";

/*
 * The rules of the layout that the linter cannot see. Run by `npm run check`; every line it prints is a breach.
 */
const root = join(import.meta.dirname, "..");
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(root, file)));
const code = files.filter((file) => /\.tsx?$/.test(file));
const breaches = [
  ...vagueNames(),
  ...foreignImportsInShared(),
  ...deadPathsInDocs(),
  ...loosePins(),
  ...foreignLicences(),
  ...changedMigrations(root),
];

for (const breach of breaches) console.error(breach);
if (breaches.length > 0) process.exitCode = 1;

/** A file is named for its one job; these names say nothing. */
function vagueNames(): string[] {
  return code
    .filter((file) => /(^|\/)(utils?|helpers?|common|misc|index)(\/|\.tsx?$)/.test(file))
    .map((file) => `${file}: name it for its one job`);
}

/** shared is pure: zod and itself; tests may use their tools. */
function foreignImportsInShared(): string[] {
  return code
    .filter((file) => file.startsWith("shared/"))
    .flatMap((file) => {
      const allowed = file.endsWith(".test.ts")
        ? /^(zod|vitest|fast-check|#shared\/|\.\.?\/)/
        : /^(zod$|#shared\/|\.\.?\/)/;
      const text = readFileSync(join(root, file), "utf8");
      return [...text.matchAll(/from "([^"]+)"/g)]
        .map(([, specifier = ""]) => specifier)
        .filter((specifier) => !allowed.test(specifier))
        .map((specifier) => `${file}: shared imports zod and itself, not ${specifier}`);
    });
}

/** Paths in the documents lead somewhere. */
function deadPathsInDocs(): string[] {
  const folders = /^(shared|edge|onprem|demo|eval|docs|scripts|migrations|\.ci)\//;
  return files
    .filter((file) => file.endsWith(".md"))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), "utf8");
      return [...text.matchAll(/[`(]([\w./-]+\/[\w./-]*)[`)]/g)]
        .map(([, path = ""]) => path)
        .filter((path) => folders.test(path) && !existsSync(join(root, path)))
        .map((path) => `${file}: there is no ${path}`);
    });
}

/** Dependencies are pinned exactly. */
function loosePins(): string[] {
  const manifest: { dependencies: object; devDependencies: object } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  return Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)))
    .map(([name, version]) => `package.json: ${name} is ${version}, not an exact version`);
}

/** What is installed at owners' is under a licence that asks for no more than being named. */
function foreignLicences(): string[] {
  const free = /^(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|MIT OR Apache-2\.0)$/;
  const lock: { packages: Record<string, { dev?: boolean; license?: string }> } = JSON.parse(
    readFileSync(join(root, "package-lock.json"), "utf8"),
  );
  return Object.entries(lock.packages)
    .filter(([name, { dev, license = "" }]) => name !== "" && dev !== true && !free.test(license))
    .map(([name, { license }]) => `${name}: look at its licence (${license ?? "none"})`);
}
