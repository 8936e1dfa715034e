import { Hono, type Context } from "hono";

import { newChannelSchema, type CreatedChannel } from "#shared/contracts/alerts.ts";

import type { AppContext } from "../app-context.ts";
import { noteReading } from "../audit/note-views.ts";
import { doerOf, mayAdminister } from "../auth/acting.ts";
import { requireAdmin, requireManager } from "../auth/require-authority.middleware.ts";
import { NO_PROBLEMS, problemsByField } from "../dashboard/field-problems.ts";
import { formId } from "../dashboard/form-id.ts";
import { page, viewerOf } from "../dashboard/page.tsx";
import { fieldOf, readFields } from "../dashboard/read-form.ts";
import { reportable } from "../digests/report-periods.ts";
import { AppError } from "../errors/app-error.ts";
import { readDeliveryLog } from "../sending/delivery-log.repository.ts";
import { letterHtml } from "../sending/letter-html.tsx";
import type { Letter } from "../sending/letter.ts";
import { workerSending } from "../sending/worker-sending.ts";
import {
  addChannel,
  alertSiteOf,
  changeAlertSettings,
  endChannel,
  showAlerts,
  showChannels,
} from "./alert-settings.usecase.ts";
import { checkAlertForm, fieldsOfAlertForm, fieldsOfAlertSettings } from "./alerts-form.ts";
import { AlertsPage, type AlertsView } from "./alerts.page.tsx";
import { previewDigest } from "./check-site.ts";
import { frameLetters, showAsLetter } from "./letter-policy.ts";
import { LOG_SHOWN, LogPage } from "./log.page.tsx";
import { writeTeamWeek } from "./plan-week.ts";
import { PreviewPage, PREVIEWS, type PreviewKind } from "./preview.page.tsx";
import { sendAgain, sendTest } from "./send-now.usecase.ts";

const NOTICES: Readonly<Record<string, string>> = {
  saved: "Saved.",
  added: "Added. Send it a test message to see whether it arrives.",
  removed: "Removed. Nothing more is sent there.",
  tested: "The test message is the first one below, with what became of it.",
  again: "Sent again; what became of it stands beside it.",
};

/** Who is told what and when, what that looks like, and what was sent: managers read it, admins change it. */
export function alertPageRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();
  const read = requireManager();
  const change = requireAdmin();

  routes.get("/settings/alerts", read, (c) => alertsPage(c, {}));

  routes.post("/settings/alerts", change, async (c) => {
    const fields = fieldsOfAlertForm(await readFields(c));
    const checked = checkAlertForm(fields);
    if (!checked.ok) return alertsPage(c, { fields, problems: checked.problems }, 400);
    await changeAlertSettings(c.var.db, c.var.site, checked.settings, doerOf(c));
    return c.redirect("/settings/alerts?done=saved", 303);
  });

  routes.post("/settings/alerts/channels", change, async (c) => {
    const form = await readFields(c);
    const fields = {
      kind: fieldOf(form, "kind"),
      label: fieldOf(form, "label"),
      address: fieldOf(form, "address"),
      topics: [form["topics"] ?? []].flat(),
    };
    const wanted = newChannelSchema.safeParse(fields);
    if (!wanted.success) {
      const problems = problemsByField(wanted.error.issues);
      return alertsPage(c, { channel: { fields, problems } }, 400);
    }
    let created: CreatedChannel;
    try {
      const deps = {
        ...doerOf(c),
        allowLoopback: workerSending(c.env, c.var.now).allowLoopback,
        origin: new URL(c.req.url).origin,
      };
      created = await addChannel(c.var.db, c.var.site, wanted.data, deps, formId(form));
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      if (thrown.status === 409) {
        return alertsPage(
          c,
          { channel: { fields, problems: NO_PROBLEMS }, problem: thrown.message },
          409,
        );
      }
      const problems = new Map([["address", thrown.message]]);
      return alertsPage(c, { channel: { fields, problems } }, 400);
    }
    // A secret is on the page that answers its form, and in no address.
    return created.secret === null
      ? c.redirect("/settings/alerts?done=added", 303)
      : alertsPage(c, { created });
  });

  routes.post("/settings/alerts/channels/:id/test", change, async (c) => {
    const sending = workerSending(c.env, c.var.now);
    await sendTest(c.var.db, c.var.site, c.req.param("id"), sending, doerOf(c));
    return c.redirect("/settings/alerts/log?done=tested", 303);
  });

  routes.post("/settings/alerts/channels/:id/remove", change, async (c) => {
    await endChannel(c.var.db, c.var.site.id, c.req.param("id"), doerOf(c));
    return c.redirect("/settings/alerts?done=removed", 303);
  });

  routes.get("/settings/alerts/preview", read, async (c) => {
    const kind = previewKind(c);
    const { letter, sender } = await writePreview(c, kind);
    frameLetters(c);
    return page(c, <PreviewPage {...{ kind, letter, sender, viewer: viewerOf(c) }} />);
  });

  routes.get("/settings/alerts/preview/html", read, async (c) => {
    const { letter } = await writePreview(c, previewKind(c));
    showAsLetter(c);
    return c.html(letterHtml(letter));
  });

  routes.get("/settings/alerts/log", read, async (c) => {
    const deliveries = await readDeliveryLog(c.var.db, c.var.site.id, LOG_SHOWN);
    const mayChange = mayAdminister(c.var.principal);
    return page(
      c,
      <LogPage {...{ deliveries, viewer: viewerOf(c), mayChange, notice: noticeOf(c) }} />,
    );
  });

  routes.post("/settings/alerts/log/:id/again", change, async (c) => {
    const sending = workerSending(c.env, c.var.now);
    await sendAgain(c.var.db, c.var.site.id, c.req.param("id"), sending, doerOf(c));
    return c.redirect("/settings/alerts/log?done=again", 303);
  });

  return routes;
}

async function alertsPage(
  c: Context<AppContext>,
  sent: Partial<Pick<AlertsView, "fields" | "problems" | "created" | "channel">> & {
    problem?: string;
  },
  status: 200 | 400 | 409 = 200,
) {
  const { db, site } = c.var;
  const { problem = null, ...shown } = sent;
  const [alertSite, channels, alerts] = await Promise.all([
    alertSiteOf(db, site),
    showChannels(db, site.id),
    showAlerts(db, site.id),
  ]);
  const stored = fieldsOfAlertSettings(alertSite.settings);
  const view: AlertsView = {
    channels,
    alerts,
    created: null,
    fields: { ...stored, public_url: stored.public_url || new URL(c.req.url).origin },
    problems: NO_PROBLEMS,
    formId: crypto.randomUUID(),
    channel: {
      fields: { kind: "email", label: "", address: "", topics: ["daily", "weekly", "alerts"] },
      problems: NO_PROBLEMS,
    },
    canMail: workerSending(c.env, c.var.now).resend.apiKey !== null,
    ...shown,
  };
  const mayChange = mayAdminister(c.var.principal);
  return page(
    c,
    <AlertsPage {...{ view, viewer: viewerOf(c), mayChange, notice: noticeOf(c), problem }} />,
    status,
  );
}

/** A letter as it would be sent; that its summaries are read is noted. */
async function writePreview(
  c: Context<AppContext>,
  kind: PreviewKind,
): Promise<{ letter: Letter; sender: string | null }> {
  const { db, site } = c.var;
  const alertSite = await alertSiteOf(db, site);
  const { settings } = alertSite;
  const shown = {
    ...alertSite,
    settings: { ...settings, public_url: settings.public_url ?? new URL(c.req.url).origin },
  };
  const nowMs = c.var.now();
  const { sender } = settings;
  if (kind === "weekly") {
    const { weekEnd } = reportable(settings.digest_hour, site.timeZone, nowMs);
    return { letter: await writeTeamWeek(db, shown, weekEnd), sender };
  }
  const { letter, summarised } = await previewDigest(db, c.env, shown, nowMs);
  await noteReading(c, "digest", summarised);
  return { letter, sender };
}

function previewKind(c: Context<AppContext>): PreviewKind {
  const asked = c.req.query("kind");
  return PREVIEWS.find(([kind]) => kind === asked)?.[0] ?? "daily";
}

function noticeOf(c: Context<AppContext>): string | null {
  return NOTICES[c.req.query("done") ?? ""] ?? null;
}
