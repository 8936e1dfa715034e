import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

import type { ConfigFile } from "../config/config-schema.ts";
import { layoutFor, onDisk, type Layout } from "./layout.ts";
import { parseConfig } from "./render-config.ts";

/** The configuration of an installation below `root`; null when there is none. Throws InstallError when it is wrong. */
export function installedConfig(root: string): ConfigFile | null {
  const path = onDisk(layoutFor(root, null), layoutFor(root, null).config);
  return existsSync(path) ? parseConfigFile(path) : null;
}

/** The file's settings as they stand there, secrets left aside. Throws InstallError. */
export function parseConfigFile(path: string): ConfigFile {
  return parseConfig(readFileSync(path, "utf8"), path);
}

/** Where the data of an installation lies by its configuration. */
export function layoutOfConfig(root: string, config: ConfigFile): Layout {
  const state = resolve(dirname(layoutFor(root, null).config), config.state.folder);
  const usual = layoutFor(root, dirname(state));
  if (usual.state === state) return usual;
  const models = resolve(dirname(usual.config), dirname(config.whisper.model));
  return {
    ...usual,
    data: null,
    state,
    models,
    transcripts: config.transcripts.text_folder ?? state,
  };
}
