import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import type { BuildTools } from "./find-build-tools.ts";

export type BuildEnvironment = Record<"CFLAGS" | "CXXFLAGS" | "LDFLAGS", string>;

/**
 * whisper.cpp brings matrix products that work in blocks (llamafile's), which its npm package does not compile: an encoder
 * with 16-bit weights needs about a quarter less time with them. Compiles them into `folder` and returns what makes the
 * addon use them; null, and the plain products are used, when they do not compile here.
 */
export function compileMatrixProducts(
  packageFolder: string,
  folder: string,
  { cxx }: BuildTools,
  flags: string,
  env: NodeJS.ProcessEnv,
): BuildEnvironment | null {
  const ggml = join(packageFolder, "whisper.cpp", "ggml");
  const object = join(folder, "sgemm.o");
  // Where the engine's own source looks for the header.
  const include = join(folder, "include");
  mkdirSync(join(include, "llamafile"), { recursive: true });
  copyFileSync(join(ggml, "src", "sgemm.h"), join(include, "llamafile", "sgemm.h"));
  const { status } = spawnSync(
    cxx,
    [
      ...flags.split(" "),
      "-std=c++17",
      "-fPIC",
      `-I${join(ggml, "include")}`,
      `-I${join(ggml, "src")}`,
      // This version's source lacks the include that its vector types come from.
      "-include",
      "ggml-cpu-impl.h",
      "-c",
      join(ggml, "src", "sgemm.cpp"),
      "-o",
      object,
    ],
    { env, stdio: "ignore", timeout: 10 * 60 * 1000 },
  );
  if (status !== 0) return null;
  const withProducts = `${flags} -DGGML_USE_LLAMAFILE`;
  return {
    CFLAGS: `${withProducts} -I${include}`,
    CXXFLAGS: withProducts,
    LDFLAGS: object,
  };
}
