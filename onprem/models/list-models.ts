import { existsSync, statSync } from "node:fs";

import { workerBytes, workerBytesFor } from "../transcription/worker-memory.ts";
import {
  CATALOGUE,
  CATALOGUE_LICENCE,
  catalogueShape,
  findInCatalogue,
  modelName,
} from "./catalogue.ts";
import { readMeasuredSpeed, type MeasuredSpeed } from "./measured-speed.ts";
import { isSameFile, modelPath, modelsIn, partPathOf } from "./model-folder.ts";
import { isKnownIntact, structureProblem } from "./verify-model.ts";

export type ListedModel = {
  name: string;
  bytes: number;
  /** Null for a model that nobody published. */
  licence: string | null;
  sha256: string | null;
  state: "absent" | "part" | "unchecked" | "intact" | "wrong";
  /** Of a part: bytes there are. */
  part_bytes: number | null;
  /** What is wrong with it; completes "FILE …". */
  problem: string | null;
  in_use: boolean;
  /** Bytes a worker is expected to need with it; null for a file that is no model. */
  worker_bytes: number | null;
  speed: MeasuredSpeed | null;
};

/** The published models in order, with what is in the folder, and after them what else is there. */
export function listModels(place: {
  folder: string;
  inUse: string | null;
  stateFolder: string | null;
}): ListedModel[] {
  const { folder, inUse, stateFolder } = place;
  const others = [
    ...modelsIn(folder),
    // A configured model may have any name and lie anywhere.
    ...(inUse !== null && existsSync(inUse) ? [inUse] : []),
  ].filter((path) => findInCatalogue(path) === null);
  const speedOf = (path: string) =>
    stateFolder === null ? null : readMeasuredSpeed(stateFolder, path);
  const published = CATALOGUE.map((model) => {
    const path = modelPath(folder, model.name);
    const shape = catalogueShape(model.name);
    return {
      ...describe(path, inUse),
      name: model.name,
      bytes: model.bytes,
      licence: CATALOGUE_LICENCE,
      sha256: model.sha256,
      worker_bytes: shape === null ? null : workerBytesFor({ bytes: model.bytes, shape }),
      speed: speedOf(path),
    };
  });
  const own = [...new Set(others)].map((path) => {
    const { size } = statSync(path);
    return {
      ...describe(path, inUse),
      name: modelName(path),
      bytes: size,
      licence: null,
      sha256: null,
      worker_bytes: workerBytesOrNull(path),
      speed: speedOf(path),
    };
  });
  return [...published, ...own];
}

function describe(
  path: string,
  inUse: string | null,
): Pick<ListedModel, "state" | "part_bytes" | "problem" | "in_use"> {
  const part = statSync(partPathOf(path), { throwIfNoEntry: false });
  const none = { part_bytes: part?.size ?? null, problem: null };
  if (!existsSync(path)) {
    return {
      ...none,
      state: part === undefined ? "absent" : "part",
      in_use: inUse !== null && isSameFile(path, inUse),
    };
  }
  const in_use = inUse !== null && isSameFile(path, inUse);
  const problem = readableProblem(path);
  const intact = isKnownIntact(path);
  if (problem !== null || intact === false) {
    return { ...none, state: "wrong", problem: problem ?? "has another checksum", in_use };
  }
  return { ...none, state: intact === null ? "unchecked" : "intact", in_use };
}

function workerBytesOrNull(path: string): number | null {
  try {
    return workerBytes(path);
  } catch {
    // What is wrong with it stands beside.
    return null;
  }
}

function readableProblem(path: string): string | null {
  try {
    return structureProblem(path);
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
