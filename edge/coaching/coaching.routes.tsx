import { Hono, type Context } from "hono";
import * as z from "zod";

import { doneSchema } from "#shared/contracts/coaching.ts";
import { localDateAt } from "#shared/time/site-time.ts";

import type { AppContext } from "../app-context.ts";
import { noteReading, noteViews } from "../audit/note-views.ts";
import {
  requireAgent,
  requireReviewer,
  signedInPerson,
} from "../auth/require-authority.middleware.ts";
import { page, siteClock, viewerOf } from "../dashboard/page.tsx";
import { NotFoundPage } from "../dashboard/pages/not-found.page.tsx";
import { fieldOf, readForm } from "../dashboard/read-form.ts";
import { formOn } from "../dashboard/refused-forms.middleware.ts";
import { masksNumbers } from "../masking/numbers-shown.ts";
import { readClips } from "./clips.repository.ts";
import { coachingFormSchema } from "./coaching-form.ts";
import { effectsOfTask, viewCoachingHistory } from "./coaching-history.usecase.ts";
import { findTask, readTasks, TASK_LISTS } from "./coaching.repository.ts";
import {
  acknowledgeTask,
  cancelTask,
  extendTask,
  finishTask,
  makeTask,
} from "./coaching.usecase.ts";
import { maskClip, maskTask } from "./mask-coaching.ts";
import { MyCoachingPage } from "./my-coaching.page.tsx";
import { viewNewTask } from "./new-task-view.usecase.ts";
import { NewTaskPage } from "./new-task.page.tsx";
import { TaskPage } from "./task.page.tsx";
import { TasksPage } from "./tasks.page.tsx";

const PAGE_SIZE = 50;

const NOTICES: Readonly<Record<string, string>> = {
  made: "The task is made; the agent is told.",
  added: "The clip is added.",
  cancelled: "The task is cancelled; the agent is told.",
  acknowledged: "Thank you. Say here when you have done it.",
  done: "Done. Whoever gave you the task is told.",
};

const listSchema = z.enum(TASK_LISTS).catch("todo");
const idSchema = z.string().trim().min(1).max(200).nullable().catch(null);

/** An agent's own coaching; mounted before agents are kept out. */
export function ownCoachingRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/me/coaching", requireAgent(), async (c) => {
    const { db, site } = c.var;
    const agentUser = signedInPerson(c).agentUser ?? "";
    const stored = await viewCoachingHistory(db, site.id, agentUser, PAGE_SIZE, siteClock(c));
    const tasks = masksNumbers(c) ? stored.map(maskTask) : stored;
    return page(c, <MyCoachingPage tasks={tasks} viewer={viewerOf(c)} today={todayOf(c)} />);
  });

  routes.get("/me/coaching/:id", requireAgent(), (c) =>
    taskPage(c, c.req.param("id"), signedInPerson(c).agentUser ?? ""),
  );

  routes.post("/me/coaching/:id/acknowledge", requireAgent(), async (c) => {
    const id = c.req.param("id");
    await acknowledgeTask(c.var.db, signedInPerson(c), id, c.var.now());
    return c.redirect(`/me/coaching/${encodeURIComponent(id)}?done=acknowledged`, 303);
  });

  const onTask = formOn((c) => `/me/coaching/${encodeURIComponent(c.req.param("id") ?? "")}`);
  routes.post("/me/coaching/:id/done", requireAgent(), onTask, async (c) => {
    const id = c.req.param("id");
    const { note } = await readForm(c, doneSchema);
    await finishTask(c.var.db, signedInPerson(c), id, note, c.var.now());
    return c.redirect(`/me/coaching/${encodeURIComponent(id)}?done=done`, 303);
  });

  return routes;
}

/** Coaching for whoever reviews: the tasks, making one from a call or an agent, and taking one back. */
export function coachingRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/coaching", requireReviewer(), async (c) => {
    const { db, site } = c.var;
    const filter = {
      list: listSchema.parse(c.req.query("list")),
      agentUser: idSchema.parse(c.req.query("agent") ?? null),
    };
    const today = todayOf(c);
    const stored = await readTasks(db, site.id, filter, today, PAGE_SIZE + 1);
    const tasks = stored.slice(0, PAGE_SIZE);
    const view = {
      filter,
      tasks: masksNumbers(c) ? tasks.map(maskTask) : tasks,
      isCut: stored.length > PAGE_SIZE,
      today,
    };
    return page(c, <TasksPage view={view} viewer={viewerOf(c)} />);
  });

  routes.get("/coaching/new", requireReviewer(), async (c) => {
    const { db, site } = c.var;
    const wanted = {
      recordingId: idSchema.parse(c.req.query("call") ?? null),
      agentUser: idSchema.parse(c.req.query("agent") ?? null),
      criterionId: idSchema.parse(c.req.query("criterion") ?? null),
    };
    const viewer = viewerOf(c);
    const view = await viewNewTask(db, site.id, wanted, todayOf(c), masksNumbers(c));
    if (view === null) return page(c, <NotFoundPage viewer={viewer} what="call" />, 404);
    if (view.call !== null) await noteViews(c, "coaching", [view.call]);
    return page(c, <NewTaskPage view={view} viewer={viewer} />);
  });

  const onNew = formOn((_, sent) => {
    const about = ["call", "agent", "criterion"]
      .map((name) => [name, fieldOf(sent, name)])
      .filter(([, value]) => value !== "");
    return `/coaching/new?${new URLSearchParams(about).toString()}`;
  });
  routes.post("/coaching", requireReviewer(), onNew, async (c) => {
    const form = await readForm(c, coachingFormSchema);
    const maker = signedInPerson(c);
    if (form.taskId !== null) {
      await extendTask(c.var.db, maker, form.taskId, form.clip, c.var.now());
      return c.redirect(`/coaching/${encodeURIComponent(form.taskId)}?done=added`, 303);
    }
    const id = await makeTask(c.var.db, maker, form.task, form.clip, c.var.now());
    return c.redirect(`/coaching/${id}?done=made`, 303);
  });

  routes.get("/coaching/:id", requireReviewer(), (c) => taskPage(c, c.req.param("id"), null));

  routes.post("/coaching/:id/cancel", requireReviewer(), async (c) => {
    const id = c.req.param("id");
    await cancelTask(c.var.db, signedInPerson(c), id, c.var.now());
    return c.redirect(`/coaching/${encodeURIComponent(id)}?done=cancelled`, 303);
  });

  return routes;
}

/** A task with its clips and its effect; to an agent another's is one that does not exist. */
async function taskPage(c: Context<AppContext>, id: string, agentUser: string | null) {
  const { db, site } = c.var;
  const viewer = viewerOf(c);
  const task = await findTask(db, site.id, id, agentUser);
  if (task === null) return page(c, <NotFoundPage viewer={viewer} what="page" />, 404);
  const clips = await readClips(db, task.id);
  const masks = masksNumbers(c);
  const read = clips.filter(({ lines }) => lines.length > 0);
  await noteReading(
    c,
    "coaching",
    read.map(({ recordingId }) => recordingId),
  );
  const criterionIds = [...new Set(clips.flatMap((clip) => clip.criterionId ?? []))];
  const effects = await effectsOfTask(db, site.id, task, criterionIds, siteClock(c));
  return page(
    c,
    <TaskPage
      task={masks ? maskTask(task) : task}
      clips={masks ? clips.map(maskClip) : clips}
      effects={effects}
      viewer={viewer}
      today={todayOf(c)}
      notice={NOTICES[c.req.query("done") ?? ""] ?? null}
    />,
  );
}

function todayOf(c: Context<AppContext>): string {
  return localDateAt(c.var.now(), c.var.site.timeZone);
}
