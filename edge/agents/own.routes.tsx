import { Hono } from "hono";

import type { AppContext } from "../app-context.ts";
import { agentUserOf, isAgent } from "../auth/own-calls.ts";
import { daysSchema } from "../dashboard/page-query.ts";
import { page, siteClock, viewerOf } from "../dashboard/page.tsx";
import { callsChoiceOf } from "./agent-calls-query.ts";
import { AgentCallsPage } from "./agent-calls.page.tsx";
import { listAgentCalls } from "./agent-calls.usecase.ts";
import { viewAgent } from "./agent-view.usecase.ts";
import { AgentPage, NoCallsPage } from "./agent.page.tsx";
import { viewFollowUp } from "./follow-up.usecase.ts";
import { shownAgent, shownCalls, shownFollowUp } from "./shown-agent.ts";

/**
 * An agent's own page and calls, found by who is signed in and nothing else. Everybody else is led to the overview, and an
 * agent from there to their own.
 */
export function ownRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/", (c, next) => (isAgent(c.var.principal) ? c.redirect("/me") : next()));

  routes.get("/me", async (c) => {
    const { db, site, principal } = c.var;
    if (!isAgent(principal)) return c.redirect("/");
    const days = daysSchema.parse(c.req.query("days"));
    const agentUser = agentUserOf(principal);
    const [view, followUp] =
      agentUser === null
        ? [null, null]
        : await Promise.all([
            viewAgent(db, site.id, agentUser, days, siteClock(c)),
            viewFollowUp(db, site.id, agentUser, siteClock(c)),
          ]);
    const viewer = viewerOf(c);
    if (view === null) return page(c, <NoCallsPage viewer={viewer} />);
    return page(
      c,
      <AgentPage
        view={await shownAgent(c, view)}
        followUp={shownFollowUp(c, followUp)}
        viewer={viewer}
        isSelf
      />,
    );
  });

  routes.get("/me/calls", async (c) => {
    const { db, site, principal } = c.var;
    const agentUser = agentUserOf(principal);
    if (agentUser === null) return c.redirect(isAgent(principal) ? "/me" : "/");
    const list = await listAgentCalls(db, site.id, agentUser, callsChoiceOf(c), siteClock(c));
    return page(c, <AgentCallsPage list={shownCalls(c, list)} viewer={viewerOf(c)} isSelf />);
  });

  return routes;
}
