import { existsSync, rmSync } from "node:fs";

import { removeCheckedRecord } from "./checked-record.ts";
import { removePart } from "./download.ts";
import { ModelError } from "./model-error.ts";
import { isSameFile, modelPath, partPathOf } from "./model-folder.ts";

/** Removes a model, its record and what is left of a broken download. Throws ModelError. */
export function removeModel(options: {
  name: string;
  folder: string;
  /** The configuration's model. */
  inUse: string | null;
  force: boolean;
}): string {
  const { name, folder, inUse, force } = options;
  const path = modelPath(folder, name);
  const part = partPathOf(path);
  if (!existsSync(path) && !existsSync(part)) {
    throw new ModelError(`There is no ${path}. \`nightshift model list\` shows what is there.`);
  }
  if (existsSync(path) && inUse !== null && isSameFile(path, inUse) && !force) {
    throw new ModelError(
      `${path} is the model in use: without it nothing is transcribed. Set whisper.model to another one first, or say --force.`,
    );
  }
  rmSync(path, { force: true });
  removeCheckedRecord(path);
  removePart(part);
  return path;
}
