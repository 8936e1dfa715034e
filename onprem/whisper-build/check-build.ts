import { existsSync } from "node:fs";
import { join } from "node:path";

import { RELEASE_MARK } from "../install/layout.ts";
import {
  BUILD_RECIPE,
  installedVersion,
  readBuildRecord,
  sha256OfFile,
  type BuildRecord,
  type WhisperPaths,
} from "./build-record.ts";
import type { HostCpu } from "./host-cpu.ts";

export type BuildCheck =
  | { ok: true; record: BuildRecord }
  | {
      ok: false;
      problem: "missing" | "generic" | "other_cpu" | "other_version" | "other_recipe";
      message: string;
    };

/** An installed program is compiled by installing it again; a checkout has npm. */
export const MEND_COMMAND = existsSync(join(import.meta.dirname, "..", "..", RELEASE_MARK))
  ? "sudo nightshift install"
  : "npm run build:whisper";

/**
 * Says whether the installed Whisper engine was compiled for this CPU, and as this version compiles it. A generic build runs about twelve times slower,
 * one from another CPU may stop with an illegal instruction in the middle of the night: both are refused.
 */
export function checkWhisperBuild(paths: WhisperPaths, host: HostCpu): BuildCheck {
  if (!existsSync(paths.addon)) {
    return refuse("missing", "The Whisper engine has not been compiled yet.");
  }
  const record = readBuildRecord(paths);
  if (record === null || record.addon_sha256 !== sha256OfFile(paths.addon)) {
    return refuse(
      "generic",
      "The Whisper engine was not compiled by Nightshift, so it lacks this CPU's vector instructions and is about twelve times slower.",
    );
  }
  if (record.smart_whisper !== installedVersion(paths)) {
    return refuse(
      "other_version",
      `The Whisper engine was compiled from smart-whisper ${record.smart_whisper}, but ${installedVersion(paths)} is installed.`,
    );
  }
  if (record.recipe !== BUILD_RECIPE) {
    return refuse(
      "other_recipe",
      "The Whisper engine was compiled by another version of Nightshift, in another way than this one wants it.",
    );
  }
  if (record.cpu.arch !== host.arch || !sameSets(record.cpu.simd, host.simd)) {
    return refuse(
      "other_cpu",
      `The Whisper engine was compiled for another CPU (${record.cpu.model}; this one is ${host.model}${difference(record.cpu.simd, host.simd)}).`,
    );
  }
  return { ok: true, record };
}

function refuse(
  problem: Extract<BuildCheck, { ok: false }>["problem"],
  what: string,
): Extract<BuildCheck, { ok: false }> {
  return { ok: false, problem, message: `${what}\nMend it with:  ${MEND_COMMAND}` };
}

function sameSets(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((flag) => right.includes(flag));
}

function difference(built: readonly string[], host: readonly string[]): string {
  const missing = built.filter((flag) => !host.includes(flag));
  const unused = host.filter((flag) => !built.includes(flag));
  const parts = [
    missing.length > 0 ? `it lacks ${missing.join(", ")}` : null,
    unused.length > 0 ? `the build does not use its ${unused.join(", ")}` : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? `; ${parts.join("; ")}` : "";
}
