import type { DatabaseSync } from "node:sqlite";

import type { SiteSettings } from "#shared/contracts/settings.ts";

import { rememberedSettings, rememberSettings } from "../queue/remembered-settings.ts";
import { storageTrouble } from "../queue/storage-error.ts";
import type { EdgeClient } from "./edge-client.ts";
import { EdgeRefusedError, EdgeUnavailableError } from "./edge-errors.ts";

/** The edge's settings for this site; those it gave before when it is away or refuses us: the night's work goes on. */
export async function currentSettings(
  db: DatabaseSync,
  edge: EdgeClient,
): Promise<SiteSettings | null> {
  try {
    const settings = await edge.settings();
    try {
      rememberSettings(db, settings);
    } catch (error) {
      // On a full disk they are known for this night all the same.
      if (storageTrouble(error) === null) throw error;
    }
    return settings;
  } catch (error) {
    if (!(error instanceof EdgeUnavailableError || error instanceof EdgeRefusedError)) throw error;
    return rememberedSettings(db);
  }
}
