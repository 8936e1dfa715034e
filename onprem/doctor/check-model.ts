import { statSync } from "node:fs";

import { memoryNeedMb } from "../install/memory-need.ts";
import { modelProblem } from "../transcription/model-file.ts";
import { failed, ok, warning, type Finding } from "./finding.ts";

const MB = 1024 * 1024;

/** The model is one, and as many workers as are planned fit into half of the host's memory. */
export function checkModel(model: string, workers: number, hostMemoryBytes: number): Finding[] {
  const problem = modelProblem(model);
  if (problem !== null) {
    return [
      failed(
        problem,
        "sudo nightshift install --model FILE (docs/install.md says where to get one)",
      ),
    ];
  }
  const { size } = statSync(model);
  const needMb = memoryNeedMb(size, workers);
  const halfMb = Math.floor(hostMemoryBytes / MB / 2);
  const what = `${model}, ${Math.round(size / MB)} MB; ${workers} ${workers === 1 ? "worker needs" : "workers need"} about ${needMb} MB`;
  if (needMb <= halfMb) return [ok(what)];
  return [
    warning(
      `${what}, more than half of this host's ${2 * halfMb} MB: fewer will run at a time`,
      "set whisper.workers lower, or take a smaller model",
    ),
  ];
}
