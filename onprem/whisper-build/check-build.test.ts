import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { tempFolder } from "../testing/temp-folder.ts";
import {
  pathsIn,
  sha256OfFile,
  whisperPaths,
  writeBuildRecord,
  type WhisperPaths,
} from "./build-record.ts";
import { checkWhisperBuild, MEND_COMMAND } from "./check-build.ts";
import { compileWhisper, WhisperBuildError } from "./compile.ts";
import { parseCpuFlags, readHostCpu, type HostCpu } from "./host-cpu.ts";

const host: HostCpu = { model: "Some CPU", arch: "x64", simd: ["avx", "avx2", "fma"] };

function builtFor(cpu: HostCpu): WhisperPaths {
  const paths = pathsIn(tempFolder());
  mkdirSync(join(paths.packageFolder, "build", "Release"), { recursive: true });
  writeFileSync(join(paths.packageFolder, "package.json"), '{"version":"0.8.1"}');
  writeFileSync(paths.addon, "native code");
  writeBuildRecord(paths, {
    smart_whisper: "0.8.1",
    flags: "-march=native -O3",
    cpu,
    addon_sha256: sha256OfFile(paths.addon),
    built_at: "2026-11-20T12:00:00.000Z",
  });
  return paths;
}

describe("checkWhisperBuild", () => {
  test("a build for this CPU passes", () => {
    expect(checkWhisperBuild(builtFor(host), host)).toMatchObject({ ok: true });
  });

  test("the build that is installed here passes on this machine", () => {
    expect(checkWhisperBuild(whisperPaths(), readHostCpu())).toMatchObject({ ok: true });
  });

  test.each([
    ["missing", (paths: WhisperPaths) => rmSync(paths.addon)],
    ["generic", (paths: WhisperPaths) => rmSync(paths.record)],
    ["generic", (paths: WhisperPaths) => writeFileSync(paths.addon, "rebuilt by somebody else")],
    ["generic", (paths: WhisperPaths) => writeFileSync(paths.record, "{}")],
    [
      "other_version",
      (paths: WhisperPaths) =>
        writeFileSync(join(paths.packageFolder, "package.json"), '{"version":"0.9.0"}'),
    ],
  ] as const)("%s is refused and names the command that mends it", (problem, damage) => {
    const paths = builtFor(host);
    damage(paths);
    const check = checkWhisperBuild(paths, host);
    expect(check).toMatchObject({ ok: false, problem });
    expect(check.ok ? "" : check.message).toContain(MEND_COMMAND);
  });

  test.each([
    ["lacks an instruction set of the build", ["avx", "fma"], "it lacks avx2"],
    ["has one that the build does not use", ["avx", "avx2", "avx512f", "fma"], "avx512f"],
  ])("a CPU that %s needs its own build", (_, simd, said) => {
    const check = checkWhisperBuild(builtFor(host), { ...host, simd });
    expect(check).toMatchObject({ ok: false, problem: "other_cpu" });
    expect(check.ok ? "" : check.message).toContain(said);
  });
});

test("a missing compiler is said with the packages to install, before anything is touched", () => {
  const paths = builtFor(host);
  const compile = () => compileWhisper({ paths, host, env: { PATH: "" }, now: () => new Date() });
  expect(compile).toThrow(WhisperBuildError);
  expect(compile).toThrow(/Python 3\.9 or newer, make, g\+\+ 10 or newer[\s\S]*apt-get install/);
  expect(checkWhisperBuild(paths, host).ok).toBe(true);
});

test("reads instruction sets from /proc/cpuinfo on x86 and ARM", () => {
  expect(parseCpuFlags("model name\t: X\nflags\t\t: fpu sse4_2 avx2 hypervisor f16c\n")).toEqual([
    "avx2",
    "f16c",
    "sse4_2",
  ]);
  expect(parseCpuFlags("Features\t: fp asimd asimdhp sve\n")).toEqual(["asimd", "asimdhp", "sve"]);
});
