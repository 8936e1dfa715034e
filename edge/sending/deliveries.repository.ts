import * as z from "zod";

import { alertSettingsSchema } from "#shared/contracts/alerts.ts";

import type { Database } from "../db/client.ts";
import { letterSchema, type Letter } from "./letter.ts";

/*
 * The send ledger: a row of `delivery` for each message and each who gets it.
 *
 *   due ──► leased ──► sent
 *    ▲        │ └────► failed: refused for good, tried too often, or older than a day
 *    └────────┘ to be tried again at `next_at`
 *
 * A tick that dies leaves its rows leased until `next_at`; then another takes them, and `attempts` has counted the try. Only
 * the tick whose token is on a row may move it on. Somebody may have a sent or failed row sent again: a new round.
 */

/** Somebody who gets a message: a channel of the site, or a person at their own address. */
export type Recipient = {
  recipient: string;
  via: "email" | "slack" | "webhook";
  /** Of the delivery, where somebody has to know it. */
  id?: string;
};
export type PlannedMessage = {
  id: string;
  siteId: string;
  kind: string;
  /** What makes it one among those of its kind: a date, or an alert and its time. */
  period: string;
  letter: Letter;
  recipients: readonly Recipient[];
};

/**
 * The statements that plan messages and their deliveries, however many. A message of the same kind and period that is there
 * already stays, and gets no deliveries.
 */
export function planStatements(
  db: Database,
  messages: readonly PlannedMessage[],
  nowMs: number,
): D1PreparedStatement[] {
  const list = JSON.stringify(
    messages.map(({ recipients, letter, ...message }) => ({
      ...message,
      letter: JSON.stringify(letter),
      recipients: recipients.map((recipient) => ({ id: crypto.randomUUID(), ...recipient })),
    })),
  );
  return [
    db.$client
      .prepare(
        `INSERT INTO message (id, site_id, kind, period, letter, created_at)
         SELECT value->>'id', value->>'siteId', value->>'kind', value->>'period', value->>'letter', ?2
         FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING`,
      )
      .bind(list, nowMs),
    db.$client
      .prepare(
        `INSERT INTO delivery (id, site_id, message_id, kind, recipient, via, state, next_at, created_at, round_at)
         SELECT r.value->>'id', m.site_id, m.id, m.kind, r.value->>'recipient', r.value->>'via', 'due', ?2, ?2, ?2
         FROM json_each(?1) AS planned
         CROSS JOIN message AS m ON m.id = planned.value->>'id'
         CROSS JOIN json_each(planned.value, '$.recipients') AS r`,
      )
      .bind(list, nowMs),
  ];
}

const claimedSchema = z.object({
  id: z.string(),
  kind: z.string(),
  recipient: z.string(),
  via: z.enum(["email", "slack", "webhook"]),
  attempts: z.number(),
  round: z.number(),
  roundAt: z.number(),
  messageAt: z.number(),
  letter: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(letterSchema),
  sender: z
    .string()
    .nullable()
    .transform((text) => alertSettingsSchema.shape.sender.catch(null).parse(text)),
  /** Null where the channel or the person is gone, or wants no more. */
  address: z.string().nullable(),
  secret: z.string().nullable(),
});
export type ClaimedDelivery = z.infer<typeof claimedSchema>;

export type DeliveryClaim = {
  leaseToken: string;
  nowMs: number;
  leaseMs: number;
  limit: number;
  /** Null: whichever are due. */
  id: string | null;
};

/** Claiming, and loading what was claimed. */
export const CLAIM_STATEMENTS = 2;

/** Leases due deliveries, longest due first; counts the try. */
export async function claimDeliveries(
  db: Database,
  claim: DeliveryClaim,
): Promise<ClaimedDelivery[]> {
  const which = claim.id === null ? "" : "AND id = ?5";
  const { results: ids } = await db.$client
    .prepare(
      `UPDATE delivery SET state = 'leased', lease_token = ?1, next_at = ?2 + ?3, attempts = attempts + 1
       WHERE id IN (SELECT id FROM delivery WHERE state IN ('due', 'leased') AND next_at <= ?2 ${which}
                    ORDER BY next_at, rowid LIMIT ?4)
       RETURNING id`,
    )
    .bind(
      claim.leaseToken,
      claim.nowMs,
      claim.leaseMs,
      claim.limit,
      ...(claim.id === null ? [] : [claim.id]),
    )
    .all<{ id: string }>();
  if (ids.length === 0) return [];
  const { results } = await db.$client
    .prepare(
      `SELECT d.id, d.kind, d.recipient, d.via, d.attempts, d.round, d.round_at AS roundAt, m.created_at AS messageAt, m.letter,
              (SELECT settings->>'sender' FROM site_alerts WHERE site_id = d.site_id) AS sender,
              coalesce(c.address, p.email) AS address, c.secret
       FROM json_each(?1) AS claimed
       CROSS JOIN delivery AS d ON d.id = claimed.value->>'id' AND d.lease_token = ?2
       CROSS JOIN message AS m ON m.id = d.message_id
       LEFT JOIN alert_channel AS c ON c.id = iif(d.recipient LIKE 'channel:%', substr(d.recipient, 9), NULL)
       LEFT JOIN person AS p ON p.id = iif(d.recipient LIKE 'person:%', substr(d.recipient, 8), NULL)
         AND p.disabled_at IS NULL AND NOT EXISTS (SELECT 1 FROM mail_opt_out WHERE person_id = p.id)
       ORDER BY d.rowid`,
    )
    .bind(JSON.stringify(ids), claim.leaseToken)
    .all();
  return z.array(claimedSchema).parse(results);
}

export type Settled =
  | { state: "sent"; status: number; externalId: string | null }
  | { state: "failed"; status: number | null; reason: string }
  | { state: "due"; status: number | null; reason: string; nextAtMs: number; countsAsTry: boolean };

/** Moves a leased delivery on; does nothing when the lease is gone. */
export async function settleDelivery(
  db: Database,
  id: string,
  leaseToken: string,
  to: Settled,
  nowMs: number,
): Promise<void> {
  await db.$client
    .prepare(
      `UPDATE delivery SET state = ?3, lease_token = NULL, next_at = ?4, last_status = ?5, last_error = ?6,
         external_id = coalesce(?7, external_id), sent_at = iif(?3 = 'sent', ?8, sent_at), attempts = attempts - ?9
       WHERE id = ?1 AND lease_token = ?2 AND state = 'leased'`,
    )
    .bind(
      id,
      leaseToken,
      to.state,
      to.state === "due" ? to.nextAtMs : nowMs,
      to.status,
      to.state === "sent" ? null : to.reason,
      to.state === "sent" ? to.externalId : null,
      nowMs,
      to.state === "due" && !to.countsAsTry ? 1 : 0,
    )
    .run();
}

/** Begins a new round of a delivery that has ended; false when it has not, or the site has none by this id. */
export function sendAgainStatement(
  db: Database,
  siteId: string,
  id: string,
  nowMs: number,
): D1PreparedStatement {
  return db.$client
    .prepare(
      `UPDATE delivery SET state = 'due', next_at = ?3, attempts = 0, round = round + 1, round_at = ?3, last_error = NULL,
         last_status = NULL
       WHERE site_id = ?1 AND id = ?2 AND state IN ('sent', 'failed')`,
    )
    .bind(siteId, id, nowMs);
}

const FORGET_AT_ONCE = 200;
export const FORGET_STATEMENTS = 2;

/** Removes some of what is older than an instant; the order of rowids is that of time, so no index is needed. */
export async function forgetOldMessages(db: Database, beforeMs: number): Promise<number> {
  const oldest = (table: "message" | "delivery") =>
    db.$client
      .prepare(
        `DELETE FROM ${table} WHERE rowid IN (
           SELECT rowid FROM (SELECT rowid, created_at FROM ${table} ORDER BY rowid LIMIT ${FORGET_AT_ONCE})
           WHERE created_at < ?)`,
      )
      .bind(beforeMs);
  const [deliveries] = await db.$client.batch([oldest("delivery"), oldest("message")]);
  return deliveries?.meta.changes ?? 0;
}
