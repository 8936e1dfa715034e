import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import * as z from "zod";

import { RELEASE_MARK } from "./layout.ts";
import { productionPackages } from "./production-packages.ts";

const FOLDERS = ["onprem", "shared"];
const SINGLE_FILES = ["package.json", "docs/install.md", "docs/models.md"];

/** What is installed of this program: a folder that runs by itself. */
export type Program = {
  /** The checkout or unpacked package that it comes from. */
  source: string;
  version: string;
  /** Name of the release: the version and what tells two of the same version apart. */
  release: string;
  /** Own files, relative to `source`. */
  files: string[];
  /** Folders of packages, relative to `source`. */
  packages: string[];
};

const releaseMarkSchema = z.object({
  version: z.string(),
  release: z.string(),
  packages: z.array(z.string()),
});

/**
 * The program that lies in `source`: a checkout, an unpacked package, or an installed release, which stays what it is.
 * Throws an Error when the dependencies are not installed.
 */
export function programToInstall(source: string): Program {
  const files = [
    ...SINGLE_FILES.filter((file) => existsSync(join(source, file))),
    ...FOLDERS.flatMap((folder) => filesBelow(source, folder)),
  ].toSorted();
  const mark = join(source, RELEASE_MARK);
  if (existsSync(mark)) {
    return { ...releaseMarkSchema.parse(JSON.parse(readFileSync(mark, "utf8"))), source, files };
  }
  const packages = productionPackages(source);
  const digest = createHash("sha256");
  for (const file of files) digest.update(`${file}\0`).update(readFileSync(join(source, file)));
  for (const { folder, version } of packages) digest.update(`${folder}\0${version}\0`);
  const version = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(source, "package.json"), "utf8"))).version;
  return {
    source,
    version,
    release: `${version}-${digest.digest("hex").slice(0, 12)}`,
    files,
    packages: packages.map(({ folder }) => folder),
  };
}

/** What says that a release is complete and which one it is. */
export function releaseMark({ version, release, packages }: Program): string {
  return `${JSON.stringify({ version, release, packages }, null, 2)}\n`;
}

function filesBelow(source: string, folder: string): string[] {
  return readdirSync(join(source, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(source.length + 1))
    .filter((file) => runs(file));
}

/** Tests, what only they use, and measurements stay where they are. */
function runs(file: string): boolean {
  return (
    !file.endsWith(".test.ts") &&
    !/(^|\/)(testing|bench|fixtures)\//.test(file) &&
    !/(^|\/)tsconfig\.json$/.test(file)
  );
}

/**
 * What is left out of a package. npm's `node` has the same binary twice, once beside the headers that compiling the
 * Whisper engine needs; objects of an earlier compilation are of no use.
 */
export function isWantedOfPackage(packageFolder: string): (path: string) => boolean {
  if (packageFolder === "node_modules/node") {
    return (path) =>
      !/^node_modules\/(?!node-[^/]+(\/(include(\/|$)|package\.json$|LICENSE$)|$))/.test(path);
  }
  if (packageFolder === "node_modules/smart-whisper") {
    return (path) => !/(^|\/)obj\.target(\/|$)/.test(path);
  }
  // A package inside another one is copied for itself when it is needed.
  return (path) => !/^node_modules(\/|$)/.test(path);
}
