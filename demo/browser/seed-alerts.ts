import type { D1Database } from "@cloudflare/workers-types";

import { DEFAULT_ALERT_SETTINGS } from "#shared/contracts/alerts.ts";

const MINUTE = 60_000;

/** Channels of each kind, something that is wrong and something that is over, and a message in each state there is. */
export async function seedAlerts(db: D1Database, siteId: string): Promise<void> {
  const nowMs = Date.now();
  const settings = { ...DEFAULT_ALERT_SETTINGS, sender: "Nightshift <qa@nordwind.example>" };
  const letter = (subject: string) =>
    JSON.stringify({
      subject,
      title: subject,
      lead: "",
      tone: "plain",
      parts: [],
      footer: "",
      event: { type: "test", data: {} },
    });
  await db.batch([
    db
      .prepare(
        "INSERT INTO site_alerts (site_id, settings, digest_through, week_through) VALUES (?, ?, '9999-12-31', '9999-12-31')",
      )
      .bind(siteId, JSON.stringify(settings)),
    ...[
      ["email", "Owner", "owner@nordwind.example", '["daily","weekly","alerts"]'],
      ["slack", "QA team", "https://hooks.slack.com/services/T0/B0/secret", '["daily","alerts"]'],
      ["webhook", "Our pager <b>", "https://hooks.nordwind.example/nightshift", '["alerts"]'],
    ].map(([kind, label, address, topics]) =>
      db
        .prepare(
          "INSERT INTO alert_channel (id, site_id, kind, label, address, secret, topics, created_at) VALUES (?1, ?2, ?1, ?3, ?4, 'whsec_AAAA', ?5, ?6)",
        )
        .bind(kind, siteId, label, address, topics, nowMs),
    ),
    ...(
      [
        [
          "disk_nearly_full",
          "firing",
          "3.9 GB free where Nightshift keeps its data; the limit is 5.0 GB.",
        ],
        ["agent_silent", "resolved", "Last heard less than a minute ago."],
        ["auto_fail:card_data", "resolved", "2 calls failed automatically."],
      ] as const
    ).map(([rule, state, detail], at) =>
      db
        .prepare(
          "INSERT INTO alert_state (site_id, rule, state, since, announced_at, detail) VALUES (?, ?, ?, ?5, ?5, ?4)",
        )
        .bind(siteId, rule, state, detail, nowMs - at * 60 * MINUTE),
    ),
    ...(
      [
        ["m1", "Demo, Mon 23 Nov: 78.3 on average, 6 flagged", "email", "sent", null, 1],
        [
          "m2",
          "Demo: alert: The on-prem disk is nearly full",
          "slack",
          "failed",
          "Slack no longer knows this webhook (no_service): make a new one and add it as a new channel.",
          1,
        ],
        [
          "m3",
          "Demo: over: The on-prem agent is silent",
          "webhook",
          "due",
          "The webhook could not take it (HTTP 503).",
          3,
        ],
        ["m4", "Demo: 2 auto-fails: <b>Card data taken aloud</b>", "email", "leased", null, 1],
      ] as const
    ).flatMap(([id, subject, via, state, error, attempts], at) => [
      db
        .prepare(
          "INSERT INTO message (id, site_id, kind, period, letter, created_at) VALUES (?1, ?2, 'test', ?1, ?3, ?4)",
        )
        .bind(id, siteId, letter(subject), nowMs - at * MINUTE),
      db
        .prepare(
          `INSERT INTO delivery (id, site_id, message_id, kind, recipient, via, state, next_at, attempts, last_error, created_at,
             round_at, sent_at)
           VALUES (?1, ?2, ?1, 'test', 'channel:' || ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?8, iif(?4 = 'sent', ?8, NULL))`,
        )
        // Far away, so that nothing is sent while pages are looked at.
        .bind(id, siteId, via, state, nowMs + 600 * MINUTE, attempts, error, nowMs - at * MINUTE),
    ]),
  ]);
}
