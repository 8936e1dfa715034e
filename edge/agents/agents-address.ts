import type { CriterionId } from "#shared/scorecard/scorecard.ts";

import { MIN_CALLS_TO_RANK } from "../dashboard/overview.usecase.ts";
import type { AgentsChoice } from "./agents-view.usecase.ts";
import { sortName } from "./sort-standings.ts";

const DEFAULT_DAYS = 30;

/** The address of the list of agents, with what differs from what it shows by itself. */
export function agentsAddress(choice: AgentsChoice): string {
  const sort = sortName(choice.sort);
  return withQuery("/agents", {
    days: choice.days === DEFAULT_DAYS ? null : choice.days,
    campaign: choice.campaignId,
    min_calls: choice.minCalls === MIN_CALLS_TO_RANK ? null : choice.minCalls,
    sort: sort === "rank" ? null : sort,
    page: choice.page === 1 ? null : choice.page,
  });
}

/** Where one agent's pages begin: their own see them at /me. */
export const agentBase = (agentUser: string, isSelf = false): string =>
  isSelf ? "/me" : `/agents/${encodeURIComponent(agentUser)}`;

export function agentAddress(base: string, days: number): string {
  return withQuery(base, { days: days === DEFAULT_DAYS ? null : days });
}

export function agentCallsAddress(
  base: string,
  choice: {
    days: number;
    criterion?: CriterionId | null;
    campaignId?: string | null;
    before?: string | null;
  },
): string {
  return withQuery(`${base}/calls`, {
    days: choice.days === DEFAULT_DAYS ? null : choice.days,
    criterion: choice.criterion ?? null,
    campaign: choice.campaignId ?? null,
    before: choice.before ?? null,
  });
}

/** A call's page, at a line of its transcript or a criterion where one is named. */
export function callAddress(recordingId: string, place = ""): string {
  return `/calls/${encodeURIComponent(recordingId)}${place === "" ? "" : `#${place}`}`;
}

function withQuery(path: string, query: Readonly<Record<string, string | number | null>>): string {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
