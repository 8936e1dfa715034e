import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import type { BuildTools } from "./find-build-tools.ts";

export type BuildEnvironment = Record<"CFLAGS" | "CXXFLAGS" | "LDFLAGS", string>;

const CONTEXT_PARAMS = join(import.meta.dirname, "context-params.cpp");
const WRAPPED = "whisper_init_from_file_with_params_no_state";

/**
 * What is compiled for the addon beside its own sources, and how they are made to use it:
 * - parameters that smart-whisper leaves uninitialised (context-params.cpp); for linkers that can wrap a call, as Linux' do;
 * - matrix products that work in blocks (llamafile's): whisper.cpp brings them, its npm package does not compile them, and an
 *   encoder with 16-bit weights needs about a quarter less time with them.
 *
 * The objects lie in `folder`. What does not compile here is left out, and missing in the flags of the build's record.
 */
export function compileAddedObjects(
  packageFolder: string,
  folder: string,
  tools: BuildTools,
  flags: string,
  env: NodeJS.ProcessEnv,
): BuildEnvironment {
  const engine = join(packageFolder, "whisper.cpp");
  const compile = (source: string, object: string, args: readonly string[]) =>
    spawnSync(
      tools.cxx,
      [...flags.split(" "), "-std=c++17", "-fPIC", ...args, "-c", source, "-o", object],
      { env, stdio: "ignore", timeout: 10 * 60 * 1000 },
    ).status === 0;

  const linked: string[] = [];
  const params = join(folder, "context-params.o");
  const headers = [join(engine, "include"), join(engine, "ggml", "include")];
  if (
    process.platform === "linux" &&
    compile(
      CONTEXT_PARAMS,
      params,
      headers.map((header) => `-I${header}`),
    )
  ) {
    linked.push(`-Wl,--wrap=${WRAPPED}`, params);
  }

  const products = join(folder, "sgemm.o");
  const ggml = join(engine, "ggml");
  // Where the engine's own source looks for the header.
  const include = join(folder, "include");
  mkdirSync(join(include, "llamafile"), { recursive: true });
  copyFileSync(join(ggml, "src", "sgemm.h"), join(include, "llamafile", "sgemm.h"));
  const hasProducts = compile(join(ggml, "src", "sgemm.cpp"), products, [
    `-I${join(ggml, "include")}`,
    `-I${join(ggml, "src")}`,
    // This version's source lacks the include that its vector types come from.
    "-include",
    "ggml-cpu-impl.h",
  ]);
  if (hasProducts) linked.push(products);
  const used = hasProducts ? `${flags} -DGGML_USE_LLAMAFILE` : flags;
  return {
    CFLAGS: hasProducts ? `${used} -I${include}` : used,
    CXXFLAGS: used,
    LDFLAGS: linked.join(" "),
  };
}
