import { Hono, type Context } from "hono";
import * as z from "zod";

import {
  newAssignmentSchema,
  newScorecardSchema,
  type ScorecardAnswer,
} from "#shared/contracts/scorecards.ts";

import type { AppContext } from "../app-context.ts";
import { readActorNames } from "../audit/actor-names.repository.ts";
import { doerOf, mayManage } from "../auth/acting.ts";
import { requireManager } from "../auth/require-authority.middleware.ts";
import { NO_PROBLEMS, problemsByField } from "../dashboard/field-problems.ts";
import { page, siteClock, viewerOf } from "../dashboard/page.tsx";
import { fieldOf, readFields } from "../dashboard/read-form.ts";
import { formOn } from "../dashboard/refused-forms.middleware.ts";
import { AppError } from "../errors/app-error.ts";
import { cardDifferences } from "./card-differences.ts";
import { editCard } from "./card-edits.ts";
import { cardOfForm, checkCard, fieldsOfCard, slugOf } from "./card-form.ts";
import type { EditorView } from "./editor-view.ts";
import { EditorPage } from "./editor.page.tsx";
import { PublishPage } from "./publish.page.tsx";
import { ScorecardListPage, type NewCardForm } from "./scorecard-list.page.tsx";
import { campaignsToChoose, viewScorecards } from "./scorecard-list.usecase.ts";
import { ScorecardPage } from "./scorecard.page.tsx";
import {
  assignScorecard,
  createScorecard,
  editScorecard,
  NEWER_DRAFT,
  publishScorecard,
  retireScorecard,
  showAssignments,
  showScorecard,
} from "./scorecards.usecase.ts";
import { differencesFromBefore, versionAsked } from "./version-asked.ts";

const NOTICES: Readonly<Record<string, string>> = {
  saved: "The draft is stored.",
  created: "The copy is made. Change what your calls need, and save.",
  published: "Published.",
  retired: "Retired.",
  assigned: "Assigned. Calls that come from now on are judged so.",
};

const seenSchema = z.object({
  seen_version: z.coerce.number().int().positive(),
  updated_at: z.coerce.number().int().positive(),
});

/** The pages on which scorecards are read, and by managers written, published and assigned. */
export function cardPageRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();
  const change = requireManager();

  routes.get("/scorecards", (c) => listPage(c));

  routes.post("/scorecards", change, async (c) => {
    const fields = await readFields(c);
    const name = fieldOf(fields, "name");
    const copyOf = fieldOf(fields, "copy_of");
    const [id = "", version] = copyOf.split("/");
    const wanted = newScorecardSchema.safeParse({
      id: slugOf(name, "card"),
      copy_of: { id, version: Number(version) },
      name,
    });
    if (!wanted.success) {
      const problems = new Map(
        [...problemsByField(wanted.error.issues)].map(([field, problem]) => [
          field === "id" ? "name" : (field.split(".")[0] ?? ""),
          problem,
        ]),
      );
      return listPage(c, { name, copyOf, problems }, 400);
    }
    try {
      await createScorecard(c.var.db, c.var.site.id, wanted.data, doerOf(c));
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.status !== 409) throw thrown;
      const problems = new Map([["name", thrown.message]]);
      return listPage(c, { name, copyOf, problems }, 409);
    }
    return c.redirect(`/scorecards/${wanted.data.id}/draft?done=created`, 303);
  });

  const onCard = formOn((_, sent) => `/scorecards/${fieldOf(sent, "card")}`);
  routes.post("/scorecards/assignments", change, onCard, async (c) => {
    const fields = await readFields(c);
    const campaign = fieldOf(fields, "campaign");
    const assignment = newAssignmentSchema.safeParse({
      campaign_id: campaign === "" ? null : campaign,
      ...cardOf(fieldOf(fields, "card")),
    });
    if (!assignment.success) throw unusable("Choose a campaign and a published version.");
    await assignScorecard(c.var.db, c.var.site.id, assignment.data, doerOf(c));
    return c.redirect("/scorecards?done=assigned", 303);
  });

  routes.get("/scorecards/:id/draft", change, async (c) => {
    const stored = await showScorecard(c.var.db, c.var.site.id, c.req.param("id"), null);
    if (stored.built_in) return c.redirect("/scorecards", 303);
    const view = {
      ...editorOf(stored),
      card: fieldsOfCard(stored.content),
      said: NOTICES[c.req.query("done") ?? ""] ?? null,
      isUnsaved: stored.state !== "draft",
    };
    return page(c, <EditorPage view={view} viewer={viewerOf(c)} />);
  });

  routes.post("/scorecards/:id/draft", change, async (c) => {
    const { db, site } = c.var;
    const id = c.req.param("id");
    const fields = await readFields(c);
    const card = cardOfForm(fields);
    const seen = seenSchema.safeParse(fields).data;
    if (seen === undefined) throw unusable("The form does not say which draft it began from.");
    const view = {
      ...editorOf(await showScorecard(db, site.id, id, null)),
      card,
      seen: { version: seen.seen_version, updatedAt: seen.updated_at },
      isUnsaved: true,
    };
    const again = (more: Partial<EditorView>, status: 200 | 400 | 409) =>
      page(c, <EditorPage view={{ ...view, ...more }} viewer={viewerOf(c)} />, status);

    const edited = editCard(card, fieldOf(fields, "do"));
    if (edited !== null) return again(edited, 200);
    const checked = checkCard(card);
    if (!checked.ok) return again({ problems: checked.problems }, 400);
    try {
      await editScorecard(db, site.id, id, checked.content, doerOf(c), view.seen);
    } catch (thrown) {
      if (!isNewerDraft(thrown)) throw thrown;
      const stored = await showScorecard(db, site.id, id, null);
      const theirs = cardDifferences(stored.content, checked.content);
      return again({ ...editorOf(stored), card, theirs }, 409);
    }
    return c.redirect(`/scorecards/${id}/draft?done=saved`, 303);
  });

  routes.get("/scorecards/:id/:version", async (c) => {
    const { db, site } = c.var;
    const card = await versionAsked(c);
    const [before, assignments] = await Promise.all([
      differencesFromBefore(db, site.id, card),
      showAssignments(db, site.id),
    ]);
    const viewer = viewerOf(c);
    const mayChange = mayManage(c.var.principal);
    const view = {
      card,
      before,
      assignments: assignments.filter(
        (one) => one.scorecard_id === card.scorecard_id && one.version === card.version,
      ),
      campaigns: mayChange ? await campaignsToChoose(db, site.id, assignments, siteClock(c)) : [],
      names: await readActorNames(db, site.id, [
        card.created_by,
        card.published_by,
        card.retired_by,
      ]),
    };
    const notice = NOTICES[c.req.query("done") ?? ""] ?? null;
    return page(c, <ScorecardPage {...{ view, viewer, mayChange, notice }} />);
  });

  routes.get("/scorecards/:id/:version/publish", change, async (c) => publishPage(c, null));

  routes.post("/scorecards/:id/:version/publish", change, async (c) => {
    const { db, site } = c.var;
    const card = await versionAsked(c);
    const { scorecard_id: id, version } = card;
    const fields = await readFields(c);
    const seenAt = z.coerce.number().int().positive().safeParse(fieldOf(fields, "updated_at"));
    if (!seenAt.success) throw unusable("The form does not say which draft it is about.");
    try {
      await publishScorecard(db, site.id, id, version, doerOf(c), seenAt.data);
    } catch (thrown) {
      if (isNewerDraft(thrown)) return publishPage(c, thrown.message);
      throw thrown;
    }
    // Only where this card judges already: the page named no others.
    const chosen = new Set([fields["campaign"] ?? []].flat());
    for (const one of await showAssignments(db, site.id)) {
      if (one.scorecard_id !== id || !chosen.has(one.campaign_id ?? "")) continue;
      const assignment = { campaign_id: one.campaign_id, scorecard_id: id, version };
      await assignScorecard(db, site.id, assignment, doerOf(c));
    }
    return c.redirect(`/scorecards/${id}/${version}?done=published`, 303);
  });

  routes.post("/scorecards/:id/:version/retire", change, async (c) => {
    const { scorecard_id: id, version } = await versionAsked(c);
    await retireScorecard(c.var.db, c.var.site.id, id, version, doerOf(c));
    return c.redirect(`/scorecards/${id}/${version}?done=retired`, 303);
  });

  return routes;
}

async function listPage(c: Context<AppContext>, form?: NewCardForm, status: 200 | 400 | 409 = 200) {
  const list = await viewScorecards(c.var.db, c.var.site.id);
  const notice = NOTICES[c.req.query("done") ?? ""] ?? null;
  const shown = { list, viewer: viewerOf(c), mayChange: mayManage(c.var.principal), notice, form };
  return page(c, <ScorecardListPage {...shown} />, status);
}

async function publishPage(c: Context<AppContext>, problem: string | null) {
  const { db, site } = c.var;
  const card = await versionAsked(c);
  if (card.state !== "draft") {
    return c.redirect(`/scorecards/${card.scorecard_id}/${card.version}`, 303);
  }
  const [before, assignments] = await Promise.all([
    differencesFromBefore(db, site.id, card),
    showAssignments(db, site.id),
  ]);
  const earlier = assignments.filter((one) => one.scorecard_id === card.scorecard_id);
  const view = { card, before, earlier, problem };
  return page(c, <PublishPage view={view} viewer={viewerOf(c)} />, problem === null ? 200 : 409);
}

/** What the editor shows of a card as it is stored. */
function editorOf(stored: ScorecardAnswer): Omit<EditorView, "card" | "isUnsaved"> {
  const { scorecard_id: scorecardId, version, state, updated_at } = stored;
  return {
    scorecardId,
    version: state === "draft" ? version : version + 1,
    seen: { version, updatedAt: Date.parse(updated_at ?? "") },
    problems: NO_PROBLEMS,
    focus: null,
    said: null,
    theirs: null,
  };
}

/** `sales/2` as an assignment names it; nothing takes one away, and the default card has no version there. */
function cardOf(key: string) {
  if (key === "") return { scorecard_id: null };
  const [id, version] = key.split("/");
  return id === "default" ? { scorecard_id: id } : { scorecard_id: id, version: Number(version) };
}

function isNewerDraft(thrown: unknown): thrown is AppError {
  return thrown instanceof AppError && thrown.code === NEWER_DRAFT;
}

function unusable(message: string): AppError {
  return new AppError({ code: "invalid_form", status: 400, message });
}
