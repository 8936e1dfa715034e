import * as z from "zod";

/** Answer of `GET /ingest/settings`: what the edge decides for a site. */
export const siteSettingsSchema = z.object({
  site_id: z.string(),
  time_zone: z.string(),
  /** Recordings shorter than this are skipped as `too_short`. */
  min_call_sec: z.number().nonnegative(),
  language: z.string(),
  /** Company and product names, given to the recogniser as context; null for none. */
  initial_prompt: z.string().nullable(),
});
export type SiteSettings = z.infer<typeof siteSettingsSchema>;
