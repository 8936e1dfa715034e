import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import * as z from "zod";

/**
 * Raised whenever the engine is to be compiled in another way: a build by an older recipe is refused until it is made again.
 * 2: matrix products in blocks, and the engine's parameters initialised (added-objects.ts).
 */
export const BUILD_RECIPE = 2;

/** Written beside the addon after each native build; says for which CPU, with which flags and from which bytes. */
export const buildRecordSchema = z.object({
  smart_whisper: z.string(),
  /** Records of the first recipe do not name it. */
  recipe: z.int().default(1),
  flags: z.string(),
  cpu: z.object({ model: z.string(), arch: z.string(), simd: z.array(z.string()) }),
  addon_sha256: z.string(),
  built_at: z.iso.datetime(),
});
export type BuildRecord = z.infer<typeof buildRecordSchema>;

export type WhisperPaths = { packageFolder: string; addon: string; record: string; log: string };

/** Where smart-whisper is installed, without loading it. */
export function whisperPaths(): WhisperPaths {
  const packageJson = createRequire(import.meta.url).resolve("smart-whisper/package.json");
  return pathsIn(dirname(packageJson));
}

export function pathsIn(packageFolder: string): WhisperPaths {
  const release = join(packageFolder, "build", "Release");
  return {
    packageFolder,
    addon: join(release, "smart-whisper.node"),
    record: join(release, "nightshift-build.json"),
    log: join(packageFolder, "nightshift-build.log"),
  };
}

export function installedVersion(paths: WhisperPaths): string {
  const manifest: unknown = JSON.parse(
    readFileSync(join(paths.packageFolder, "package.json"), "utf8"),
  );
  return z.object({ version: z.string() }).parse(manifest).version;
}

export function sha256OfFile(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** The record beside the addon; null when there is none or it cannot be read. */
export function readBuildRecord(paths: WhisperPaths): BuildRecord | null {
  try {
    return buildRecordSchema.parse(JSON.parse(readFileSync(paths.record, "utf8")));
  } catch {
    return null;
  }
}

export function writeBuildRecord(paths: WhisperPaths, record: BuildRecord): void {
  writeFileSync(paths.record, `${JSON.stringify(record, null, 2)}\n`);
}
