import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { DEMO_MODEL } from "../testing/night-site.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import {
  BUILD_RECIPE,
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
    recipe: BUILD_RECIPE,
    flags: "-march=native -O3",
    cpu,
    addon_sha256: sha256OfFile(paths.addon),
    built_at: "2026-11-20T12:00:00.000Z",
  });
  return paths;
}

/** Changes what the record says; what is undefined goes, as in the records of older versions. */
function changeRecord({ record }: WhisperPaths, change: Record<string, unknown>): void {
  const before: object = JSON.parse(readFileSync(record, "utf8"));
  writeFileSync(record, JSON.stringify({ ...before, ...change }));
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
    ["other_recipe", (paths: WhisperPaths) => changeRecord(paths, { recipe: undefined })],
    ["other_recipe", (paths: WhisperPaths) => changeRecord(paths, { recipe: BUILD_RECIPE + 1 })],
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

test("the engine that is installed here has all of its parameters initialised, and says so in its record", () => {
  const { addon, record } = whisperPaths();
  const wrapped = "--wrap=whisper_init_from_file_with_params_no_state";
  expect(JSON.parse(readFileSync(record, "utf8"))).toMatchObject({
    recipe: BUILD_RECIPE,
    flags: expect.stringMatching(`-DGGML_USE_LLAMAFILE .*${wrapped} context-params.o sgemm.o$`),
  });
  expect(readFileSync(addon).includes("__wrap_whisper_init_from_file_with_params_no_state")).toBe(
    true,
  );
  // Loads the demo's model with the engine's chatter on.
  const load = `import { Whisper } from "smart-whisper";
    await new Whisper(${JSON.stringify(DEMO_MODEL)}, { gpu: false }).load(); process.exit(0);`;
  const { stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", load], {
    cwd: import.meta.dirname,
    encoding: "utf8",
    env: { ...process.env, NODE_ENV: "" },
  });
  expect(stderr).toMatch(/use gpu += 0$/m);
  expect(stderr).toMatch(/flash attn += 0$/m);
  expect(stderr).toMatch(/dtw += 0$/m);
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
