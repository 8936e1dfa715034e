import {
  alertSettingsSchema,
  DEFAULT_ALERT_SETTINGS,
  type AlertRow,
  type AlertSettings,
  type AlertSettingsChange,
  type ChannelRow,
  type CreatedChannel,
  type NewChannel,
} from "#shared/contracts/alerts.ts";

import type { Doer } from "../admin/tokens.usecase.ts";
import type { SiteContext } from "../app-context.ts";
import { nameById } from "../dashboard/wording.ts";
import type { Database } from "../db/client.ts";
import { reportable } from "../digests/report-periods.ts";
import { AppError, notFound } from "../errors/app-error.ts";
import {
  checkSlackAddress,
  checkWebhookAddress,
  shownAddress,
} from "../sending/channel-address.ts";
import { createWebhookSecret } from "../sending/send-webhook.ts";
import { AUTO_FAIL_RULE } from "./auto-fails.repository.ts";
import {
  listAlertStates,
  listChannels,
  removeChannel,
  storeAlertSettings,
  storeChannel,
  type FirstAlerts,
  type StoredChannel,
} from "./channels.repository.ts";
import { RULE_WORDS } from "./pipeline-rules.ts";
import { readAlertSite, type AlertSite } from "./site-alerts.repository.ts";

const MOST_CHANNELS = 20;

/** A site's alerts, as by default where nobody has set any up. */
export async function alertSiteOf(db: Database, site: SiteContext): Promise<AlertSite> {
  const stored = await readAlertSite(db, site.id);
  if (stored !== null) return stored;
  return {
    siteId: site.id,
    name: site.name,
    timeZone: site.timeZone,
    numbersShownTo: site.numbersShownTo ?? "managers",
    settings: DEFAULT_ALERT_SETTINGS,
    digestThrough: "",
    weekThrough: "",
    weekCursor: null,
    backlog: [],
    channels: [],
    states: [],
  };
}

/** Changes what is named and answers all settings as they then are; what is so already is no change. */
export async function changeAlertSettings(
  db: Database,
  site: SiteContext,
  change: AlertSettingsChange,
  { actor, nowMs }: Doer,
): Promise<AlertSettings> {
  const { settings: before } = await alertSiteOf(db, site);
  const after = alertSettingsSchema.parse({ ...before, ...change });
  const old: Readonly<Record<string, unknown>> = before;
  const detail = Object.fromEntries(
    Object.entries(after).filter(([name, value]) => value !== old[name]),
  );
  if (Object.keys(detail).length === 0) return before;
  const event = { atMs: nowMs, actor, action: "alerts.change", detail };
  await storeAlertSettings(db, site.id, after, firstAlerts(site, after, nowMs), event);
  return after;
}

function firstAlerts(site: SiteContext, settings: AlertSettings, nowMs: number): FirstAlerts {
  const { date, weekEnd } = reportable(settings.digest_hour, site.timeZone, nowMs);
  return { settings, digestThrough: date, weekThrough: weekEnd };
}

/** A site's channels, without what is secret of them. */
export async function showChannels(db: Database, siteId: string): Promise<ChannelRow[]> {
  return (await listChannels(db, siteId)).map(rowOf);
}

export type AddChannelDeps = Doer & {
  allowLoopback: boolean;
  /** Where the dashboard is reached, for the links of a site that has not set it. */
  origin: string;
};

/**
 * Adds a channel; a form gives its `id`, so that sent twice it adds one. A webhook's secret is in this answer and nowhere else.
 * Throws AppError: 400 for an address that messages may not go to, 409 for one channel too many or made already.
 */
export async function addChannel(
  db: Database,
  site: SiteContext,
  wanted: NewChannel,
  { actor, nowMs, allowLoopback, origin }: AddChannelDeps,
  id: string = crypto.randomUUID(),
): Promise<CreatedChannel> {
  const channel: StoredChannel = {
    id,
    kind: wanted.kind,
    label: wanted.label,
    topics: [...new Set(wanted.topics)],
    address: allowedAddress(wanted, allowLoopback),
    createdAt: nowMs,
  };
  const [known, { settings }] = await Promise.all([
    listChannels(db, site.id),
    alertSiteOf(db, site),
  ]);
  if (known.length >= MOST_CHANNELS) {
    throw conflict(`A site has at most ${MOST_CHANNELS} channels: remove one first.`);
  }
  const secret = wanted.kind === "webhook" ? createWebhookSecret() : null;
  const first = { ...settings, public_url: settings.public_url ?? origin };
  const { kind, label, topics } = channel;
  const row = rowOf(channel);
  const isStored = await storeChannel(
    db,
    site.id,
    { ...channel, secret },
    firstAlerts(site, first, nowMs),
    {
      atMs: nowMs,
      actor,
      action: "alerts.add_channel",
      detail: { id, kind, label, topics, address: row.shown_address },
    },
  );
  if (!isStored) throw conflict("This form has added its channel already.");
  return { ...row, secret };
}

function allowedAddress(wanted: NewChannel, allowLoopback: boolean): string {
  if (wanted.kind === "email") return wanted.address;
  const check = wanted.kind === "slack" ? checkSlackAddress : checkWebhookAddress;
  const checked = check(wanted.address, allowLoopback);
  if (checked.ok) return checked.url;
  throw new AppError({
    code: "invalid_request",
    status: 400,
    message: `Messages cannot be sent there: give ${checked.problem}.`,
    details: [{ parameter: "address", message: checked.problem }],
  });
}

/** Removes a channel; what was to be sent to it is not. Throws AppError 404 where the site has none by this id. */
export async function endChannel(
  db: Database,
  siteId: string,
  id: string,
  { actor, nowMs }: Doer,
): Promise<void> {
  const event = { atMs: nowMs, actor, action: "alerts.remove_channel", detail: { id } };
  if (!(await removeChannel(db, siteId, id, event))) {
    throw notFound("This site has no such channel.");
  }
}

/** How the alerts stand, in words. */
export async function showAlerts(db: Database, siteId: string): Promise<AlertRow[]> {
  return (await listAlertStates(db, siteId)).map((state) => ({
    rule: state.rule,
    name: ruleName(state.rule),
    state: state.state,
    since: new Date(state.since).toISOString(),
    announced_at: state.announcedAt === null ? null : new Date(state.announcedAt).toISOString(),
    detail: state.detail,
  }));
}

function ruleName(rule: string): string {
  const words: Readonly<Record<string, { name: string }>> = RULE_WORDS;
  if (rule.startsWith(AUTO_FAIL_RULE))
    return `Auto-fail: ${nameById(rule.slice(AUTO_FAIL_RULE.length))}`;
  return words[rule]?.name ?? rule;
}

function rowOf({ id, kind, label, address, topics, createdAt }: StoredChannel): ChannelRow {
  return {
    id,
    kind,
    label,
    shown_address: shownAddress(kind, address),
    topics,
    created_at: new Date(createdAt).toISOString(),
  };
}

function conflict(message: string): AppError {
  return new AppError({ code: "conflict", status: 409, message });
}
