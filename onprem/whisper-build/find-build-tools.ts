import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Node's headers are C++20 (gcc 10); node-gyp's generator needs Python 3.9. Leap 15 and EL 8 come with older ones of both. */
const MIN_GCC_MAJOR = 10;
const MIN_PYTHON_MINOR = 9;

const versions = (newest: number, oldest: number) =>
  Array.from({ length: newest - oldest + 1 }, (_, index) => newest - index);
const COMPILERS = [
  "g++",
  ...versions(16, MIN_GCC_MAJOR).map((major) => `g++-${major}`),
  ...versions(16, MIN_GCC_MAJOR).map((major) => `/opt/rh/gcc-toolset-${major}/root/usr/bin/g++`),
];
const PYTHONS = ["python3", ...versions(16, MIN_PYTHON_MINOR).map((minor) => `python3.${minor}`)];

export type BuildTools = { python: string; cxx: string; cc: string };
export type FoundTools = { tools: BuildTools } | { missing: string[] };

/** What compiles the engine: PYTHON and CXX of the environment first, then what the host has, newer ones included. */
export function findBuildTools(env: NodeJS.ProcessEnv): FoundTools {
  const run = (command: string, args: string[]) =>
    spawnSync(command, args, { env, encoding: "utf8", timeout: 10_000 });
  const python = first([env.PYTHON, ...PYTHONS], (command) => {
    const { status, stdout } = run(command, ["--version"]);
    const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(stdout ?? "") ?? []).slice(1).map(Number);
    return status === 0 && (major > 3 || (major === 3 && minor >= MIN_PYTHON_MINOR));
  });
  const cxx = first([env.CXX, ...COMPILERS], (command) => {
    const { status, stdout } = run(command, ["-dumpversion"]);
    return status === 0 && Number.parseInt(stdout, 10) >= MIN_GCC_MAJOR;
  });
  const missing = [
    ...(python === null ? [`Python 3.${MIN_PYTHON_MINOR} or newer`] : []),
    ...(isOnPath("make", env) ? [] : ["make"]),
    ...(cxx === null ? [`g++ ${MIN_GCC_MAJOR} or newer`] : []),
  ];
  if (python === null || cxx === null || missing.length > 0) return { missing };
  const cc = env.CC ?? cxx.replace(/g\+\+(?=[^/]*$)/, "gcc").replace("clang++", "clang");
  return { tools: { python, cxx, cc } };
}

function first(
  candidates: readonly (string | undefined)[],
  fits: (command: string) => boolean,
): string | null {
  return (
    candidates.find((command): command is string => command !== undefined && fits(command)) ?? null
  );
}

function isOnPath(tool: string, env: NodeJS.ProcessEnv): boolean {
  return (env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, tool)));
}
