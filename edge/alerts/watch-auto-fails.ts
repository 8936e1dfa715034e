import { addDays, localDateAt } from "#shared/time/site-time.ts";

import { plural } from "../dashboard/format.ts";
import type { Database } from "../db/client.ts";
import { letterSiteOf } from "../digests/letter-site.ts";
import { planStatements } from "../sending/deliveries.repository.ts";
import { autoFailLetter } from "./alert-letters.ts";
import {
  announcedStatement,
  gatherAutoFails,
  readNewAutoFails,
  readPendingAutoFails,
  type PendingAutoFails,
} from "./auto-fails.repository.ts";
import { readAlertSite, recipientsOf } from "./site-alerts.repository.ts";

/** Looking, gathering (2), what is pending, and a site with its batch of three: one letter a tick. */
export const WATCH_STATEMENTS = 8;
/** A re-score of an older call is no news. */
const NEWS_DAYS = 7;
const PENDING_LOOKED_AT = 100;
const MINUTE_MS = 60_000;

/** Looks through the newest scores for auto-fails, and plans a letter about those of one item whose cool-down is over. */
export async function watchAutoFails(db: Database, nowMs: number): Promise<number> {
  const fresh = await readNewAutoFails(db);
  if (fresh.to !== fresh.from) {
    const earliest = addDays(localDateAt(nowMs, "UTC"), -NEWS_DAYS);
    const hits = fresh.hits.filter(({ localDate }) => localDate >= earliest);
    await gatherAutoFails(db, { ...fresh, hits }, nowMs);
  }
  const pending = await readPendingAutoFails(db, PENDING_LOOKED_AT);
  // The shortest cool-down that a site can have; whether its own is over shows below.
  const ripe = pending.filter(({ announcedAt }) => nowMs - (announcedAt ?? 0) >= MINUTE_MS);
  const one = ripe[Math.floor(nowMs / MINUTE_MS) % ripe.length];
  return one === undefined ? 0 : tellOf(db, one, nowMs);
}

async function tellOf(db: Database, pending: PendingAutoFails, nowMs: number): Promise<number> {
  const site = await readAlertSite(db, pending.siteId);
  if (site === null) return 0;
  const { auto_fail_on, auto_fail_cool_down_min } = site.settings;
  if (nowMs - (pending.announcedAt ?? 0) < auto_fail_cool_down_min * MINUTE_MS) return 0;
  const detail = `${plural(pending.count, "call")} failed automatically.`;
  const announced = announcedStatement(db, pending, detail, nowMs);
  const recipients = auto_fail_on ? recipientsOf(site, "alerts") : [];
  if (recipients.length === 0) {
    await announced.run();
    return 0;
  }
  const { autoFailId, count, calls, announcedAt } = pending;
  const message = {
    id: crypto.randomUUID(),
    siteId: site.siteId,
    kind: "auto_fail",
    // The same for two ticks that read the same, so that one letter comes of it.
    period: [autoFailId, announcedAt ?? 0, calls[0]?.recordingId ?? "", count].join(":"),
    letter: autoFailLetter(pending, letterSiteOf(site)),
    recipients,
  };
  await db.$client.batch([announced, ...planStatements(db, [message], nowMs)]);
  return recipients.length;
}
