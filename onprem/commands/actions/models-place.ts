import { dirname } from "node:path";

import { ConfigError, loadConfig } from "../../config/load-config.ts";

/** Where a `model` command works, and what it must not take away. */
export type ModelsPlace = {
  folder: string;
  /** The configuration's model; null where a folder was named and there is no configuration. */
  inUse: string | null;
  mirror: string | null;
  stateFolder: string | null;
  minFreeBytes: number;
};

const MB = 1024 * 1024;
/** Where no configuration says otherwise. */
const MIN_FREE_BYTES = 500 * MB;

/** The folder that was named, for which no configuration is needed, or else the one of the configuration's model. */
export function modelsPlace(configPath: string, folder: string | undefined): ModelsPlace {
  if (folder === undefined) return configuredPlace(configPath);
  try {
    return { ...configuredPlace(configPath), folder };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { folder, inUse: null, mirror: null, stateFolder: null, minFreeBytes: MIN_FREE_BYTES };
  }
}

function configuredPlace(configPath: string): ModelsPlace {
  const { whisper, modelMirror, stateFolder, minFreeBytes } = loadConfig(configPath, process.env);
  return {
    folder: dirname(whisper.model),
    inUse: whisper.model,
    mirror: modelMirror,
    stateFolder,
    minFreeBytes,
  };
}
