import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

import { findInCatalogue, modelFileName, modelName } from "./catalogue.ts";
import { ModelNameError } from "./model-error.ts";

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** A model's name without `ggml-` and `.bin`. Throws ModelNameError for what cannot be one, such as a path upwards. */
export function parseModelName(text: string): string {
  const name = modelName(text);
  // Asked for by a path, `modelName` would take its last part.
  if (!NAME.test(name) || text.includes("/")) {
    throw new ModelNameError(
      `${JSON.stringify(text)} cannot be the name of a model. \`nightshift model list\` shows names.`,
    );
  }
  return name;
}

export function modelPath(folder: string, name: string): string {
  return join(folder, modelFileName(name));
}

/** Where the download of a model is kept until it is whole. */
export function partPathOf(model: string): string {
  return `${model}.part`;
}

/** The model files in a folder, by path, in the order of the catalogue and then by name. No folder has none. */
export function modelsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".bin"))
    .map((file) => join(folder, file))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
    .toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function rank(path: string): number {
  return findInCatalogue(path)?.bytes ?? Number.MAX_SAFE_INTEGER;
}

/** Whether two paths are the same file, by way of links too. */
export function isSameFile(one: string, other: string): boolean {
  return real(one) === real(other);
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
