import { existsSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";

import type { ConfigFile } from "../config/config-schema.ts";
import { layoutFor, onDisk, type Layout } from "./layout.ts";
import { parseConfig } from "./render-config.ts";

/** The configuration of an installation below `root`; null when there is none. Throws InstallError when it is wrong. */
export function installedConfig(root: string): ConfigFile | null {
  const path = onDisk(layoutFor(root, null), layoutFor(root, null).config);
  return existsSync(path) ? parseConfig(readFileSync(path, "utf8"), path) : null;
}

/** Where the data of an installation lies by its configuration. */
export function layoutOfConfig(root: string, config: ConfigFile): Layout {
  const { folder: state } = config.state;
  const { text_folder: transcripts } = config.transcripts;
  const ofState = layoutFor(root, dirname(state));
  if (basename(state) === "state" && basename(dirname(state)) === "nightshift") {
    return ofState;
  }
  // The owner chose other folders: they are kept, models and transcripts as the configuration has them.
  return {
    ...layoutFor(root, null),
    data: state,
    state,
    models: dirname(config.whisper.model),
    transcripts: transcripts ?? state,
  };
}
