import type { Database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { FORGET_STATEMENTS, forgetOldMessages } from "../sending/deliveries.repository.ts";
import { CHECK_STATEMENTS, checkSite } from "./check-site.ts";
import { claimSiteToCheck } from "./site-alerts.repository.ts";
import { WATCH_STATEMENTS, watchAutoFails } from "./watch-auto-fails.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
/** A site is looked at every so often; of many sites, one a minute at least. */
const CHECK_EVERY_MS = 5 * MINUTE_MS;
/** The log of what was sent is kept so long. */
const KEPT_DAYS = 90;
const SITE_STATEMENTS = 1 + CHECK_STATEMENTS;
/** What planning takes of an invocation's statements at most; in most minutes three. */
export const PLAN_STATEMENTS = WATCH_STATEMENTS + SITE_STATEMENTS;

/**
 * Plans the messages that have become due: auto-fails of all sites, and what there is to say of the sites that were not looked at
 * for longest, as many as `hasRoomFor` lets. Answers how many.
 */
export async function planMessages(
  db: Database,
  env: Env,
  nowMs: number,
  hasRoomFor: (statements: number) => boolean,
): Promise<number> {
  let planned = hasRoomFor(WATCH_STATEMENTS) ? await watchAutoFails(db, nowMs) : 0;
  while (hasRoomFor(SITE_STATEMENTS)) {
    const site = await claimSiteToCheck(db, nowMs, CHECK_EVERY_MS);
    if (site === null) break;
    planned += await checkSite(db, env, site, nowMs);
  }
  return planned;
}

/** Once an hour: lets go of what was sent long ago. */
export async function forgetHourly(
  db: Database,
  nowMs: number,
  hasRoomFor: (statements: number) => boolean,
): Promise<void> {
  const isTheMinute = Math.floor(nowMs / MINUTE_MS) % 60 === 17;
  if (isTheMinute && hasRoomFor(FORGET_STATEMENTS)) {
    await forgetOldMessages(db, nowMs - KEPT_DAYS * DAY_MS);
  }
}
