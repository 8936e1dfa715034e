import { parseModelName } from "../../models/model-folder.ts";
import { removeModel } from "../../models/remove-model.ts";
import { modelsPlace } from "./models-place.ts";

export type ModelRemoveOptions = { force?: true; folder?: string };

export function modelRemove(configPath: string, name: string, options: ModelRemoveOptions): void {
  const { folder, inUse } = modelsPlace(configPath, options.folder);
  const path = removeModel({
    name: parseModelName(name),
    folder,
    inUse,
    force: options.force ?? false,
  });
  console.log(`${path} is gone.`);
}
