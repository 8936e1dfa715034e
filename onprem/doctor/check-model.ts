import { statSync } from "node:fs";

import { memoryNeedMb } from "../install/memory-need.ts";
import { findInCatalogue, USUAL_MODEL_NAME } from "../models/catalogue.ts";
import { isKnownIntact, verifyModel } from "../models/verify-model.ts";
import { plural } from "../status/figures-in-words.ts";
import { modelProblem } from "../transcription/model-file.ts";
import { workerBytes } from "../transcription/worker-memory.ts";
import { failed, messageOf, ok, warning, type Finding } from "./finding.ts";

const MB = 1024 * 1024;
/** A checksum that nobody has computed yet is computed now, unless the disk is too slow for that. */
const CHECKSUM_TIMEOUT_MS = 20_000;

/** The model is the one it should be, and as many workers as are planned fit into half of the host's memory. */
export async function checkModel(
  model: string,
  workers: number,
  hostMemoryBytes: number,
): Promise<Finding[]> {
  const problem = modelProblem(model);
  if (problem !== null) {
    return [failed(problem, mendOf(model))];
  }
  return [...(await checkChecksum(model)), checkMemory(model, workers, hostMemoryBytes)];
}

function mendOf(model: string): string {
  const name = findInCatalogue(model)?.name ?? USUAL_MODEL_NAME;
  return `sudo nightshift model pull ${name}`;
}

async function checkChecksum(model: string): Promise<Finding[]> {
  // modelProblem has looked at published ones, and spoken of what is wrong with them.
  if (isKnownIntact(model) !== null) return [];
  try {
    const verdict = await verifyModel(model, { signal: AbortSignal.timeout(CHECKSUM_TIMEOUT_MS) });
    return verdict.kind === "wrong" ? [failed(`${model} ${verdict.problem}`, mendOf(model))] : [];
  } catch (error) {
    return [
      warning(
        `the checksum of ${model} could not be computed: ${messageOf(error)}`,
        "sudo nightshift model verify",
      ),
    ];
  }
}

function checkMemory(model: string, workers: number, hostMemoryBytes: number): Finding {
  const { size } = statSync(model);
  const needMb = memoryNeedMb(workerBytes(model), workers);
  const halfMb = Math.floor(hostMemoryBytes / MB / 2);
  const what = `${model}, ${Math.round(size / MB)} MB; ${plural(workers, "worker needs", "workers need")} about ${needMb} MB`;
  if (needMb <= halfMb) return ok(what);
  return warning(
    `${what}, more than half of this host's ${2 * halfMb} MB: fewer will run at a time`,
    "set whisper.workers lower, or take a smaller model",
  );
}
