import { Hono, type Context } from "hono";
import * as z from "zod";

import type { AppContext } from "../app-context.ts";
import { callsToMark, withoutCallsToMark } from "../calibration/blindness.ts";
import type { CallsToMark } from "../calibration/calls-to-mark.repository.ts";
import { MIN_CALLS_TO_RANK } from "../dashboard/overview.usecase.ts";
import { daysSchema, filterSchema } from "../dashboard/page-query.ts";
import { page, siteClock, viewerOf } from "../dashboard/page.tsx";
import { NotFoundPage } from "../dashboard/pages/not-found.page.tsx";
import { callsChoiceOf } from "./agent-calls-query.ts";
import { AgentCallsPage } from "./agent-calls.page.tsx";
import { listAgentCalls } from "./agent-calls.usecase.ts";
import { viewAgent, type AgentView } from "./agent-view.usecase.ts";
import { AgentPage } from "./agent.page.tsx";
import { viewAgents, type AgentsChoice } from "./agents-view.usecase.ts";
import { AgentsPage } from "./agents.page.tsx";
import { viewFollowUp } from "./follow-up.usecase.ts";
import { shownAgent, shownCalls, shownFollowUp } from "./shown-agent.ts";
import { readSort } from "./sort-standings.ts";

const minCallsSchema = z.coerce.number().int().min(1).max(1000).catch(MIN_CALLS_TO_RANK);
const pageSchema = z.coerce.number().int().min(1).max(1000).catch(1);

/** All agents, and each one's page and calls, for everybody but agents. */
export function agentsRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/agents", async (c) => {
    const view = await viewAgents(c.var.db, c.var.site.id, agentsChoiceOf(c), siteClock(c));
    return page(c, <AgentsPage view={view} viewer={viewerOf(c)} />);
  });

  routes.get("/agents/:user", async (c) => {
    const days = daysSchema.parse(c.req.query("days"));
    const agentUser = c.req.param("user");
    const { db, site } = c.var;
    const [seen, followUp, toMark] = await Promise.all([
      viewAgent(db, site.id, agentUser, days, siteClock(c)),
      viewFollowUp(db, site.id, agentUser, siteClock(c)),
      callsToMark(c),
    ]);
    const viewer = viewerOf(c);
    if (seen === null) return page(c, <NotFoundPage viewer={viewer} what="agent" />, 404);
    const view = withoutUnmarked(seen, toMark);
    return page(
      c,
      <AgentPage
        view={await shownAgent(c, view)}
        followUp={shownFollowUp(c, followUp)}
        viewer={viewer}
        isSelf={false}
      />,
    );
  });

  routes.get("/agents/:user/calls", async (c) => {
    const { db, site } = c.var;
    const choice = callsChoiceOf(c);
    const [seen, toMark] = await Promise.all([
      listAgentCalls(db, site.id, c.req.param("user"), choice, siteClock(c)),
      callsToMark(c),
    ]);
    const list = { ...seen, calls: withoutCallsToMark(seen.calls, toMark) };
    return page(
      c,
      <AgentCallsPage list={shownCalls(c, list)} viewer={viewerOf(c)} isSelf={false} />,
    );
  });

  return routes;
}

function withoutUnmarked(view: AgentView, toMark: CallsToMark): AgentView {
  const withoutExamples = (findings: AgentView["strengths"]) =>
    findings.map((one) => ({ ...one, examples: withoutCallsToMark(one.examples, toMark) }));
  return {
    ...view,
    recent: withoutCallsToMark(view.recent, toMark),
    lowest: withoutCallsToMark(view.lowest, toMark),
    reviews: withoutCallsToMark(view.reviews, toMark),
    strengths: withoutExamples(view.strengths),
    gaps: withoutExamples(view.gaps),
  };
}

function agentsChoiceOf(c: Context<AppContext>): AgentsChoice {
  return {
    days: daysSchema.parse(c.req.query("days")),
    campaignId: filterSchema.parse(c.req.query("campaign")),
    minCalls: minCallsSchema.parse(c.req.query("min_calls")),
    sort: readSort(c.req.query("sort")),
    page: pageSchema.parse(c.req.query("page")),
  };
}
