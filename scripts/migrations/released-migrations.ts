import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const LIST = join("migrations", "released.json");

/** SHA-256 of each migration that a release has had, by file name. */
type Released = Record<string, string>;

/** What is wrong with released migrations: owners' databases have had them as they were. */
export function changedMigrations(root: string): string[] {
  return Object.entries(read(root)).flatMap(([name, sum]) => {
    const path = join(root, "migrations", name);
    if (!existsSync(path)) return [`migrations/${name} was released and is gone`];
    return sha256(path) === sum
      ? []
      : [`migrations/${name} was released and is changed: put it back, and write a new migration`];
  });
}

/** Adds the migrations that are new with a release. Returns the list's path, from the repository's root. */
export function addReleasedMigrations(root: string): string {
  const names = readdirSync(join(root, "migrations")).filter((name) => name.endsWith(".sql"));
  const added = names.toSorted().map((name) => [name, sha256(join(root, "migrations", name))]);
  const list = { ...Object.fromEntries(added), ...read(root) };
  writeFileSync(join(root, LIST), `${JSON.stringify(list, null, 2)}\n`);
  return LIST;
}

function read(root: string): Released {
  const path = join(root, LIST);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
}

function sha256(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
