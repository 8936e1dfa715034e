import { readFileSync } from "node:fs";
import { arch, cpus } from "node:os";

/** What decides whether a native build runs here, and runs fast: the instruction sets, not the model's name. */
export type HostCpu = {
  model: string;
  arch: string;
  /** Instruction sets that whisper.cpp's kernels are compiled for, sorted. */
  simd: string[];
};

const SIMD_FLAGS =
  /^(sse3|pni|ssse3|sse4_1|sse4_2|avx|avx2|avx_vnni|avx512\w+|f16c|fma|bmi2|amx_\w+|neon|asimd\w*|sve\w*|i8mm|bf16|fphp)$/;

/** Reads the instruction sets from the text of /proc/cpuinfo (`flags` on x86, `Features` on ARM). */
export function parseCpuFlags(cpuinfo: string): string[] {
  const line = /^(?:flags|Features)\s*:\s*(.+)$/m.exec(cpuinfo)?.[1] ?? "";
  return [...new Set(line.split(/\s+/).filter((flag) => SIMD_FLAGS.test(flag)))].toSorted();
}

export function readHostCpu(cpuinfoPath = "/proc/cpuinfo"): HostCpu {
  let cpuinfo = "";
  try {
    cpuinfo = readFileSync(cpuinfoPath, "utf8");
  } catch {
    // Not Linux: the model's name has to do.
  }
  return {
    model: cpus()[0]?.model.trim() ?? "unknown",
    arch: arch(),
    simd: parseCpuFlags(cpuinfo),
  };
}
