import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import { compileAddedObjects, type BuildEnvironment } from "./added-objects.ts";
import {
  BUILD_RECIPE,
  installedVersion,
  sha256OfFile,
  writeBuildRecord,
  type BuildRecord,
  type WhisperPaths,
} from "./build-record.ts";
import { MEND_COMMAND } from "./check-build.ts";
import { findBuildTools, type BuildTools } from "./find-build-tools.ts";
import type { HostCpu } from "./host-cpu.ts";

/** The build could not be made; the message says why and what to do about it. */
export class WhisperBuildError extends Error {
  override name = "WhisperBuildError";
}

/** Per system, newest first; Leap 15 and EL 8 need packages beside their usual ones. */
const INSTALL_TOOLS = [
  "  Debian, Ubuntu:            apt-get install python3 make g++",
  "  openSUSE Leap, ViciBox:    zypper install python311 make gcc13-c++",
  "  Alma, Rocky 9:             dnf install python3 make gcc-c++",
  "  Alma, Rocky 8:             dnf install python3.11 make gcc-toolset-13-gcc-c++",
].join("\n");

export type CompileOptions = {
  paths: WhisperPaths;
  host: HostCpu;
  env: NodeJS.ProcessEnv;
  now: () => Date;
};

/**
 * Compiles smart-whisper for this host's CPU and writes the build record. Takes half a minute on two cores.
 * Throws WhisperBuildError when a tool is missing or the compiler fails.
 */
export function compileWhisper({ paths, host, env, now }: CompileOptions): BuildRecord {
  const tools = demandBuildTools(env);
  const flags = `${host.arch === "x64" ? "-march=native" : "-mcpu=native"} -O3 -DNDEBUG`;
  // A record left from before would vouch for a build that failed half-way.
  rmSync(paths.record, { force: true });
  // The compiler's flags are a list of words: the folder's path must hold no space.
  const folder = mkdtempSync(join(tmpdir(), "nightshift-build-"));
  try {
    const used = compileAddedObjects(paths.packageFolder, folder, tools, flags, env);
    buildAddon(paths, tools, env, used);
    const record: BuildRecord = {
      smart_whisper: installedVersion(paths),
      recipe: BUILD_RECIPE,
      // The objects' folder is gone by the time anybody reads it.
      flags: `${used.CXXFLAGS} ${used.LDFLAGS}`.replaceAll(`${folder}/`, "").trim(),
      cpu: host,
      addon_sha256: sha256OfFile(paths.addon),
      built_at: now().toISOString(),
    };
    writeBuildRecord(paths, record);
    return record;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Compiles a package as its own install script would: for any CPU. Only for comparing. Throws WhisperBuildError. */
export function compileStockWhisper(paths: WhisperPaths, env: NodeJS.ProcessEnv): void {
  buildAddon(paths, demandBuildTools(env), env, { CFLAGS: "", CXXFLAGS: "", LDFLAGS: "" });
}

function demandBuildTools(env: NodeJS.ProcessEnv): BuildTools {
  const found = findBuildTools(env);
  if ("tools" in found) return found.tools;
  throw new WhisperBuildError(
    `The Whisper engine is compiled on this machine, and that needs ${found.missing.join(", ")}, which ${found.missing.length > 1 ? "are" : "is"} not installed.\n${INSTALL_TOOLS}\nThen:  ${MEND_COMMAND}`,
  );
}

function buildAddon(
  paths: WhisperPaths,
  { python, cc, cxx }: BuildTools,
  env: NodeJS.ProcessEnv,
  flags: BuildEnvironment,
): void {
  const nodeGyp = createRequire(import.meta.url).resolve("node-gyp/bin/node-gyp.js");
  const headers = nodeHeadersFolder();
  const result = spawnSync(
    process.execPath,
    [
      nodeGyp,
      "rebuild",
      `--jobs=${availableParallelism()}`,
      ...(headers === null ? [] : [`--nodedir=${headers}`]),
    ],
    {
      cwd: paths.packageFolder,
      // The compute backend is fixed: whatever BLAS happens to be installed here may be slower than the kernels.
      env: {
        ...env,
        // The build's description asks `node` for paths; a host may have none, or an old one.
        PATH: [dirname(process.execPath), env.PATH].join(delimiter),
        PYTHON: python,
        CC: cc,
        CXX: cxx,
        ...flags,
        COMPUTE_BACKEND: "cpu",
      },
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      timeout: 20 * 60 * 1000,
    },
  );
  writeFileSync(paths.log, `${result.stdout}\n${result.stderr}`);
  if (result.status === 0 && existsSync(paths.addon)) return;
  const lines = `${result.stdout}\n${result.stderr}`.split("\n");
  const errors = lines.filter((line) => /\berror\b|not found|No such file/i.test(line));
  throw new WhisperBuildError(
    `The Whisper engine could not be compiled. The last errors:\n${errors
      .slice(-5)
      .map((line) => `  ${line.trim()}`)
      .join("\n")}\nThe whole log: ${paths.log}\nAfter mending that:  ${MEND_COMMAND}`,
  );
}

/** Headers of the Node that runs: shipped with the pinned `node` package, so that nothing is downloaded. */
function nodeHeadersFolder(): string | null {
  const binFolder = dirname(realpathSync(process.execPath));
  const candidates = [
    dirname(binFolder),
    join(dirname(binFolder), "node_modules", `node-${process.platform}-${process.arch}`),
  ];
  return candidates.find((folder) => existsSync(join(folder, "include/node/node_api.h"))) ?? null;
}
