import type { DatabaseSync } from "node:sqlite";

import { siteSettingsSchema, type SiteSettings } from "#shared/contracts/settings.ts";

const NAME = "edge_settings";

/** Keeps the edge's settings for nights on which the edge cannot be reached. */
export function rememberSettings(db: DatabaseSync, settings: SiteSettings): void {
  db.prepare(`
    INSERT INTO cursor (name, value) VALUES (:name, :value)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
  `).run({ name: NAME, value: JSON.stringify(settings) });
}

/** The settings as the edge last gave them; null when it never has. */
export function rememberedSettings(db: DatabaseSync): SiteSettings | null {
  const row = db.prepare("SELECT value FROM cursor WHERE name = ?").get(NAME);
  if (row === undefined) return null;
  const settings = siteSettingsSchema.safeParse(JSON.parse(String(row.value)));
  return settings.success ? settings.data : null;
}
