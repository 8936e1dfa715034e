import { spawn } from "node:child_process";

import { onTestFinished } from "vitest";

/** Real load: loops that never rest, pinned to a CPU. Returns how to end them; they end with the test in any case. */
export function loadCpu(cpu: number, loops: number, niceness = 0): () => void {
  const children = Array.from({ length: loops }, () =>
    spawn(
      "taskset",
      ["-c", String(cpu), "nice", "-n", String(niceness), process.execPath, "-e", "for (;;);"],
      { stdio: "ignore" },
    ),
  );
  const end = () => {
    for (const child of children) child.kill("SIGKILL");
  };
  onTestFinished(end);
  return end;
}
