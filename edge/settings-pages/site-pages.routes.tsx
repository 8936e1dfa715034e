import { Hono, type Context } from "hono";
import * as z from "zod";

import type { ScoringSettings } from "#shared/contracts/scoring-settings.ts";
import type { SettingsChange } from "#shared/contracts/settings.ts";

import { listSites } from "../admin/sites.repository.ts";
import type { AppContext } from "../app-context.ts";
import { requireAudioStorage } from "../audio/audio-storage.ts";
import { doerOf, mayAdminister } from "../auth/acting.ts";
import { requireAdmin } from "../auth/require-authority.middleware.ts";
import { NO_PROBLEMS } from "../dashboard/field-problems.ts";
import { page, siteClock, viewerOf } from "../dashboard/page.tsx";
import { fieldOf, readFields, type FormFields } from "../dashboard/read-form.ts";
import { formOn } from "../dashboard/refused-forms.middleware.ts";
import { AppError, notFound } from "../errors/app-error.ts";
import { isSilent } from "../qa-api/agent-silence.ts";
import { readHeartbeat } from "../qa-api/health.repository.ts";
import {
  changeScoringSettings,
  readScoringSettings,
  type SettingsInForce,
} from "../settings/scoring-settings.usecase.ts";
import {
  changeSiteSettings,
  readSiteSettings,
  readStoredSettings,
  type StoredSettings,
} from "../site-settings/site-settings.repository.ts";
import { AgentPage } from "./agent.page.tsx";
import { checkAudio } from "./audio-form.tsx";
import { callsFieldsOf, callsFieldsOfForm, checkCalls } from "./calls-form.tsx";
import { checkProviders, checkSecond, fieldsOfSecond, secondOfForm } from "./judges-form.ts";
import { providersText, viewJudges } from "./judges-view.usecase.ts";
import { JudgesPage, type JudgesForms } from "./judges.page.tsx";
import { checkPrivacy, privacyFieldsOf, storedPrivacy } from "./privacy-form.ts";
import { checkRetention, retentionFieldsOf, retentionMap } from "./retention-form.tsx";
import { checkSite, fieldsOfForm, fieldsOfSettings, whatChanges } from "./site-form.ts";
import { SitePage, type SiteView } from "./site.page.tsx";

const NOTICES: Readonly<Record<string, string>> = {
  saved: "Saved.",
  same: "All of this was so already; nothing was changed.",
};

const versionSchema = z.coerce.number().int().nonnegative();

/** The settings of the site and of its judges, and how its agent is: the staff reads them, admins change them. */
export function sitePageRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();
  const change = requireAdmin();

  routes.get("/settings", (c) => sitePage(c, {}));

  routes.post("/settings", change, async (c) => {
    const fields = fieldsOfForm(await readFields(c));
    const checked = checkSite(fields);
    if (!checked.ok) return sitePage(c, { fields, problems: checked.problems }, 400);
    return changed(c, checked.change);
  });

  routes.post("/settings/calls", change, async (c) => {
    const fields = callsFieldsOfForm(await readFields(c));
    const checked = checkCalls(fields);
    if (!checked.ok) return sitePage(c, { calls: { fields, problems: checked.problems } }, 400);
    return changed(c, checked.change);
  });

  routes.post("/settings/retention", change, async (c) => {
    const checked = checkRetention(await readFields(c), await storedSettings(c));
    if (!checked.ok) return sitePage(c, { retention: checked.fields }, 400);
    return changed(c, checked.change);
  });

  routes.post("/settings/privacy", change, async (c) => {
    const form = await readFields(c);
    const fields = privacyFieldsOf(form);
    const checked = checkPrivacy(fields);
    const problems = checked.ok
      ? retentionMap(await storedSettings(c), checked.change)
      : checked.problems;
    if (!checked.ok || problems.size > 0) {
      return sitePage(c, { privacy: { fields, problems } }, 400);
    }
    return changed(c, checked.change);
  });

  const onSettings = formOn(() => "/settings");
  routes.post("/settings/audio", change, onSettings, async (c) => {
    const checked = checkAudio(await readFields(c), await storedSettings(c));
    if (!checked.ok) return sitePage(c, { audio: checked.fields }, 400);
    requireAudioStorage(c.env, checked.change);
    return changed(c, checked.change);
  });

  routes.get("/settings/judges", (c) => judgesPage(c, {}));

  routes.post("/settings/judges", change, async (c) => {
    const form = await readFields(c);
    const providers = fieldOf(form, "providers");
    const inForce = await readScoringSettings(c.var.db, c.env);
    const checked = checkProviders(inForce.settings, providers);
    if (!checked.ok) return judgesPage(c, { providers, problems: checked.problems }, 400);
    return storeJudges(c, inForce, checked.settings, form, { providers });
  });

  routes.post("/settings/judges/second", change, async (c) => {
    const form = await readFields(c);
    const second = secondOfForm(form);
    const inForce = await readScoringSettings(c.var.db, c.env);
    if (inForce.settings === null) throw conflict("There are no judges; name some first.");
    const checked = checkSecond(inForce.settings, second);
    if (!checked.ok) return judgesPage(c, { second, problems: checked.problems }, 400);
    return storeJudges(c, inForce, checked.settings, form, { second });
  });

  routes.get("/settings/agent", async (c) => {
    const last = await readHeartbeat(c.var.db, c.var.site.id);
    const nowMs = c.var.now();
    const silent = isSilent(last?.receivedAt ?? null, nowMs);
    return page(c, <AgentPage {...{ last, isSilent: silent, viewer: viewerOf(c), nowMs }} />);
  });

  return routes;
}

async function storedSettings(c: Context<AppContext>): Promise<StoredSettings> {
  const stored = await readStoredSettings(c.var.db, c.var.site.id);
  if (stored === null) throw notFound("This site no longer exists.");
  return stored;
}

/** Stores what is not so already, and says whether that was anything. */
async function changed(c: Context<AppContext>, wanted: SettingsChange) {
  const change = whatChanges(await storedSettings(c), wanted);
  if (Object.keys(change).length === 0) return c.redirect("/settings?done=same", 303);
  const { actor, nowMs } = doerOf(c);
  const event = { atMs: nowMs, actor, action: "settings.change", detail: change };
  await changeSiteSettings(c.var.db, c.var.site.id, change, event);
  return c.redirect("/settings?done=saved", 303);
}

async function sitePage(
  c: Context<AppContext>,
  sent: Partial<
    Pick<SiteView, "fields" | "problems" | "calls" | "retention" | "privacy" | "audio">
  >,
  status: 200 | 400 = 200,
) {
  const { db, site } = c.var;
  const [stored, held] = await Promise.all([storedSettings(c), readSiteSettings(db, site.id)]);
  const view = {
    stored,
    minCallSec: held?.min_call_sec ?? 0,
    fields: fieldsOfSettings(stored),
    problems: NO_PROBLEMS,
    privacy: { fields: storedPrivacy(stored), problems: NO_PROBLEMS },
    calls: { fields: callsFieldsOf(stored), problems: NO_PROBLEMS },
    retention: retentionFieldsOf(stored, NO_PROBLEMS),
    audio: {
      upload: stored.audio_upload,
      days: String(stored.audio_days),
      problems: NO_PROBLEMS,
    },
    hasAudioStorage: c.env.AUDIO !== undefined,
    ...sent,
  };
  const mayChange = mayAdminister(c.var.principal);
  const notice = NOTICES[c.req.query("done") ?? ""] ?? null;
  return page(c, <SitePage {...{ view, viewer: viewerOf(c), mayChange, notice }} />, status);
}

async function judgesPage(
  c: Context<AppContext>,
  sent: Partial<JudgesForms>,
  status: 200 | 400 | 409 = 200,
) {
  const view = await viewJudges(c.var.db, c.env, c.var.site.id, siteClock(c));
  const { settings } = view.inForce;
  const forms = {
    second: settings === null ? null : fieldsOfSecond(settings.second_judging),
    providers: providersText(settings),
    problems: NO_PROBLEMS,
    problem: null,
    ...sent,
  };
  const mayChange = mayAdminister(c.var.principal);
  const notice = NOTICES[c.req.query("done") ?? ""] ?? null;
  return page(
    c,
    <JudgesPage {...{ view, forms, viewer: viewerOf(c), mayChange, notice }} />,
    status,
  );
}

async function storeJudges(
  c: Context<AppContext>,
  inForce: SettingsInForce,
  settings: ScoringSettings,
  form: FormFields,
  sent: Partial<JudgesForms>,
) {
  const { db, site } = c.var;
  if ((await listSites(db)).length > 1) {
    throw conflict("Several sites share the judges; they are not changed here.");
  }
  if (JSON.stringify(settings) === JSON.stringify(inForce.settings)) {
    return c.redirect("/settings/judges?done=same", 303);
  }
  const version = versionSchema.catch(0).parse(fieldOf(form, "seen_version"));
  const { actor, nowMs } = doerOf(c);
  try {
    await changeScoringSettings(db, settings, { who: actor, nowMs }, { siteId: site.id, version });
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.status !== 409) throw thrown;
    return judgesPage(c, { ...sent, problem: thrown.message }, 409);
  }
  return c.redirect("/settings/judges?done=saved", 303);
}

function conflict(message: string): AppError {
  return new AppError({ code: "conflict", status: 409, message });
}
