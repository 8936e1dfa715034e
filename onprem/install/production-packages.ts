import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import * as z from "zod";

const names = z.record(z.string(), z.string()).default({});
const packageSchema = z.object({
  version: z.string().optional(),
  dependencies: names,
  optionalDependencies: names,
});
const installedSchema = z.object({ packages: z.record(z.string(), packageSchema) });
const manifestSchema = z.object({ version: z.string(), dependencies: names });

/** Only the edge uses these. */
const EDGE_ONLY = ["hono", "jose"];

export type InstalledPackage = { folder: string; version: string };

/**
 * The packages that the agent needs at run time, as folders below `source` such as "node_modules/zod": what its
 * package.json depends on, and what those depend on, as npm recorded it when it installed them. Throws an Error when the
 * dependencies are not installed.
 */
export function productionPackages(source: string): InstalledPackage[] {
  const manifest = manifestSchema.parse(readJson(join(source, "package.json")));
  const record = join(source, "node_modules", ".package-lock.json");
  if (!existsSync(record)) {
    throw new Error(`The dependencies are not installed. Run \`npm ci --omit=dev\` in ${source}.`);
  }
  const { packages } = installedSchema.parse(readJson(record));
  const found = new Map<string, InstalledPackage>();
  const need = (name: string, from: string, optional: boolean): void => {
    const folder = resolveFrom(from, name, packages);
    if (folder === null) {
      if (optional) return;
      throw new Error(
        `The package ${name} is not installed. Run \`npm ci --omit=dev\` in ${source}.`,
      );
    }
    if (found.has(folder)) return;
    const entry = packages[folder];
    if (entry === undefined || !existsSync(join(source, folder))) {
      // npm records optional packages of other platforms too.
      if (optional) return;
      throw new Error(`${folder} is missing. Run \`npm ci --omit=dev\` in ${source}.`);
    }
    found.set(folder, { folder, version: entry.version ?? "" });
    for (const dependency of Object.keys(entry.dependencies)) need(dependency, folder, false);
    for (const dependency of Object.keys(entry.optionalDependencies)) {
      need(dependency, folder, true);
    }
  };
  for (const name of Object.keys(manifest.dependencies)) {
    if (!EDGE_ONLY.includes(name)) need(name, "", false);
  }
  return [...found.values()].toSorted((a, b) => a.folder.localeCompare(b.folder));
}

/** Where Node finds `name` from a package in `from`: in its own node_modules, then further up. */
function resolveFrom(from: string, name: string, packages: Record<string, unknown>): string | null {
  for (let folder = from; ;) {
    const candidate = join(folder, "node_modules", name);
    if (candidate in packages) return candidate;
    if (folder === "") return null;
    const parent = folder.lastIndexOf("/node_modules/");
    folder = parent === -1 ? "" : folder.slice(0, parent);
  }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
