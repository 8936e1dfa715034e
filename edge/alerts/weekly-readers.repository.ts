import { and, asc, eq, gt, isNotNull, isNull, notExists, sql } from "drizzle-orm";
import * as z from "zod";

import { person } from "../db/accounts-schema.ts";
import { mailOptOut } from "../db/alerts-schema.ts";
import type { Database } from "../db/client.ts";

const mailedSchema = z.object({ id: z.string(), agentUser: z.string() });

/** Agents with an e-mail address who want their weekly summary, by id, after one of them. */
export async function readMailedAgents(db: Database, siteId: string, after: string, limit: number) {
  const rows = await db
    .select({ id: person.id, agentUser: person.agentUser })
    .from(person)
    .where(
      and(
        eq(person.siteId, siteId),
        gt(person.id, after),
        eq(person.role, "agent"),
        isNotNull(person.email),
        isNull(person.disabledAt),
        notExists(
          db
            .select({ one: sql`1` })
            .from(mailOptOut)
            .where(eq(mailOptOut.personId, person.id)),
        ),
      ),
    )
    .orderBy(asc(person.id))
    .limit(limit);
  return z.array(mailedSchema).parse(rows);
}

/** How somebody stands to the weekly summary; null where it could not reach them: no address, or the site sends none. */
export async function readOwnMail(
  db: Database,
  siteId: string,
  personId: string,
): Promise<{ email: string; isWanted: boolean } | null> {
  const row = await db.$client
    .prepare(
      `SELECT p.email, NOT EXISTS (SELECT 1 FROM mail_opt_out WHERE person_id = p.id) AS isWanted
       FROM person AS p CROSS JOIN site_alerts AS a ON a.site_id = p.site_id
       WHERE p.id = ?2 AND p.site_id = ?1 AND p.role = 'agent' AND p.email IS NOT NULL
         AND a.settings->>'weekly_agents_on' = 1`,
    )
    .bind(siteId, personId)
    .first();
  if (row === null) return null;
  const { email, isWanted } = z.object({ email: z.string(), isWanted: z.number() }).parse(row);
  return { email, isWanted: isWanted === 1 };
}

/** Somebody wants their weekly summary, or does not. */
export async function storeMailWish(
  db: Database,
  personId: string,
  isWanted: boolean,
  nowMs: number,
): Promise<void> {
  if (isWanted) {
    await db.delete(mailOptOut).where(eq(mailOptOut.personId, personId));
  } else {
    await db.insert(mailOptOut).values({ personId, at: nowMs }).onConflictDoNothing();
  }
}
