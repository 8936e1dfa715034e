import { and, eq, isNull } from "drizzle-orm";

import type { SiteContext } from "../app-context.ts";
import type { Database } from "../db/client.ts";
import { accessToken, site } from "../db/schema.ts";

export type StoredToken = {
  id: string;
  scope: "ingest" | "read";
  secretHash: string;
  site: SiteContext;
};

/** The token with this hash, unless it was revoked. */
export async function findToken(db: Database, secretHash: string): Promise<StoredToken | null> {
  const [row] = await db
    .select({
      id: accessToken.id,
      scope: accessToken.scope,
      secretHash: accessToken.secretHash,
      site: { id: site.id, name: site.name, timeZone: site.timeZone },
    })
    .from(accessToken)
    .innerJoin(site, eq(site.id, accessToken.siteId))
    .where(and(eq(accessToken.secretHash, secretHash), isNull(accessToken.revokedAt)));
  return row ?? null;
}
