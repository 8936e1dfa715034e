import * as z from "zod";

import type { Database } from "../db/client.ts";

const rowSchema = z.object({
  id: z.string(),
  kind: z.string(),
  via: z.enum(["email", "slack", "webhook"]),
  state: z.enum(["due", "leased", "sent", "failed"]),
  subject: z.string().nullable(),
  /** The channel's label, or the person's name; null where it is gone. */
  recipient: z.string().nullable(),
  attempts: z.number(),
  round: z.number(),
  lastStatus: z.number().nullable(),
  lastError: z.string().nullable(),
  /** Epoch milliseconds. */
  nextAt: z.number(),
  createdAt: z.number(),
  sentAt: z.number().nullable(),
});
export type LoggedDelivery = z.infer<typeof rowSchema>;

/** The newest deliveries of a site, newest first: four rows read for each. */
export async function readDeliveryLog(
  db: Database,
  siteId: string,
  limit: number,
): Promise<LoggedDelivery[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT d.id, d.kind, d.via, d.state, m.letter->>'subject' AS subject, coalesce(c.label, p.name) AS recipient,
              d.attempts, d.round, d.last_status AS lastStatus, d.last_error AS lastError, d.next_at AS nextAt,
              d.created_at AS createdAt, d.sent_at AS sentAt
       FROM (SELECT * FROM delivery WHERE site_id = ?1 ORDER BY created_at DESC LIMIT ?2) AS d
       LEFT JOIN message AS m ON m.id = d.message_id
       LEFT JOIN alert_channel AS c ON c.id = iif(d.recipient LIKE 'channel:%', substr(d.recipient, 9), NULL)
       LEFT JOIN person AS p ON p.id = iif(d.recipient LIKE 'person:%', substr(d.recipient, 8), NULL)
       ORDER BY d.created_at DESC, d.id`,
    )
    .bind(siteId, limit)
    .all();
  return z.array(rowSchema).parse(results);
}
