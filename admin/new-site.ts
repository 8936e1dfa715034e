import * as z from "zod";

/** What a site is made from. */
export const newSiteSchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "lower-case letters, digits and hyphens"),
  name: z.string().trim().min(1).max(120),
  timeZone: z.string().refine(isTimeZone, "an IANA name such as America/New_York"),
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
