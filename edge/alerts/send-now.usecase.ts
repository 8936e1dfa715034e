import type { Doer } from "../admin/tokens.usecase.ts";
import type { SiteContext } from "../app-context.ts";
import { auditInsert } from "../audit/audit.repository.ts";
import { formatInstant } from "../dashboard/format.ts";
import type { Database } from "../db/client.ts";
import { dashboardLink, letterSiteOf } from "../digests/letter-site.ts";
import { notFound } from "../errors/app-error.ts";
import { planStatements, sendAgainStatement } from "../sending/deliveries.repository.ts";
import type { Letter } from "../sending/letter.ts";
import { sendDue } from "../sending/send-due.ts";
import type { SendingDeps } from "../sending/sending-deps.ts";
import { alertSiteOf } from "./alert-settings.usecase.ts";

/** Sends a test message to one channel, now. Throws AppError 404 where the site has none by this id. */
export async function sendTest(
  db: Database,
  site: SiteContext,
  channelId: string,
  deps: SendingDeps,
  { actor, nowMs }: Doer,
): Promise<void> {
  const alerts = await alertSiteOf(db, site);
  const channel = alerts.channels.find(({ id }) => id === channelId);
  if (channel === undefined) throw notFound("This site has no such channel.");
  const letterSite = letterSiteOf(alerts);
  const letter: Letter = {
    subject: `${site.name}: a test message`,
    title: "This is a test",
    lead: `${site.name} · ${formatInstant(nowMs, site.timeZone)}`,
    tone: "plain",
    parts: [
      { kind: "text", text: "Digests and alerts of this site reach you here." },
      ...dashboardLink(letterSite, "Open the settings", "/settings/alerts"),
    ],
    footer: "Somebody pressed Test under Settings, Alerts.",
    event: { type: "test", data: { site_id: site.id } },
  };
  const id = crypto.randomUUID();
  const recipients = [{ id, recipient: `channel:${channel.id}`, via: channel.kind }];
  const message = { id, siteId: site.id, kind: "test", period: id, letter, recipients };
  await db.$client.batch(planStatements(db, [message], nowMs));
  const detail = { channel: channel.id };
  await auditInsert(db, site.id, { atMs: nowMs, actor, action: "alerts.test", detail });
  await sendDue(db, deps, id);
}

/** Sends something once more that was sent, or given up. Throws AppError 404 where there is nothing like that. */
export async function sendAgain(
  db: Database,
  siteId: string,
  deliveryId: string,
  deps: SendingDeps,
  { actor, nowMs }: Doer,
): Promise<void> {
  const { meta } = await sendAgainStatement(db, siteId, deliveryId, nowMs).run();
  if (meta.changes === 0) {
    throw notFound("This site has no such message, or it is still to be sent.");
  }
  const detail = { delivery: deliveryId };
  await auditInsert(db, siteId, { atMs: nowMs, actor, action: "alerts.send_again", detail });
  await sendDue(db, deps, deliveryId);
}
