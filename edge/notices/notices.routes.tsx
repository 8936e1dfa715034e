import { Hono } from "hono";

import { maskText } from "#shared/masking/mask-numbers.ts";

import { readOwnMail, storeMailWish } from "../alerts/weekly-readers.repository.ts";
import type { AppContext } from "../app-context.ts";
import { requirePerson, signedInPerson } from "../auth/require-authority.middleware.ts";
import { page, viewerOf } from "../dashboard/page.tsx";
import { fieldOf, readFields } from "../dashboard/read-form.ts";
import { notFound } from "../errors/app-error.ts";
import { masksNumbers } from "../masking/numbers-shown.ts";
import { NoticesPage } from "./notices.page.tsx";
import {
  readAllNotices,
  readNotice,
  readNotices,
  type StoredNotice,
} from "./notices.repository.ts";

const PAGE_SIZE = 50;

/** Everybody's own notices, agents' too: mounted before agents are kept out. */
export function noticeRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/notices", requirePerson(), async (c) => {
    const { personId } = signedInPerson(c);
    const stored = await readNotices(c.var.db, personId, PAGE_SIZE);
    const notices = masksNumbers(c) ? stored.map(maskNotice) : stored;
    const mail = await readOwnMail(c.var.db, c.var.site.id, personId);
    const isDone = c.req.query("done") === "read";
    return page(c, <NoticesPage {...{ notices, mail, viewer: viewerOf(c), isDone }} />);
  });

  routes.post("/notices/read", requirePerson(), async (c) => {
    await readAllNotices(c.var.db, signedInPerson(c).personId, c.var.now());
    return c.redirect("/notices?done=read", 303);
  });

  routes.post("/notices/weekly", requirePerson(), async (c) => {
    const isWanted = fieldOf(await readFields(c), "wanted") === "1";
    await storeMailWish(c.var.db, signedInPerson(c).personId, isWanted, c.var.now());
    return c.redirect("/notices", 303);
  });

  routes.post("/notices/:id/open", requirePerson(), async (c) => {
    const { personId, role } = signedInPerson(c);
    const about = await readNotice(c.var.db, personId, c.req.param("id"), c.var.now());
    if (about === null) throw notFound("There is no such notice of yours.");
    const { recordingId, taskId } = about;
    if (recordingId !== null) {
      return c.redirect(`/calls/${encodeURIComponent(recordingId)}#dispute`, 303);
    }
    const list = role === "agent" ? "/me/coaching" : "/coaching";
    return c.redirect(`${list}/${encodeURIComponent(taskId ?? "")}`, 303);
  });

  return routes;
}

function maskNotice(notice: StoredNotice): StoredNotice {
  const { taskTitle } = notice;
  return { ...notice, taskTitle: taskTitle === null ? null : maskText(taskTitle) };
}
