import type { AssignmentRow, RunRow, ScorecardRow } from "#shared/contracts/scorecards.ts";

import { readActorNames, type ActorNames } from "../audit/actor-names.repository.ts";
import type { Database } from "../db/client.ts";
import { readCampaignIds } from "../qa-api/agents.repository.ts";
import { lastDays, type SiteClock } from "../qa-api/period.ts";
import { showRuns } from "./runs.usecase.ts";
import { countRecentByCard, type RecentByCard } from "./scorecards.repository.ts";
import { listScorecards, showAssignments } from "./scorecards.usecase.ts";

/** A campaign without calls for longer is not offered. */
const CAMPAIGN_DAYS = 92;
const RUNS_SHOWN = 10;

export type ScorecardList = {
  cards: { id: string; name: string; versions: ScorecardRow[] }[];
  assignments: AssignmentRow[];
  recent: RecentByCard;
  runs: RunRow[];
  names: ActorNames;
};

/** All that the page of scorecards shows. */
export async function viewScorecards(db: Database, siteId: string): Promise<ScorecardList> {
  const [versions, assignments, recent, runs] = await Promise.all([
    listScorecards(db, siteId),
    showAssignments(db, siteId),
    countRecentByCard(db, siteId),
    showRuns(db, siteId),
  ]);
  const shown = runs.slice(0, RUNS_SHOWN);
  const names = await readActorNames(db, siteId, [
    ...versions.flatMap((one) => [one.created_by, one.published_by, one.retired_by]),
    ...assignments.map((one) => one.assigned_by),
    ...shown.map((run) => run.created_by),
  ]);
  const byCard = Map.groupBy(versions, (version) => version.scorecard_id);
  const cards = [...byCard].map(([id, own]) => ({ id, name: own[0]?.name ?? id, versions: own }));
  return { cards, assignments, recent, runs: shown, names };
}

/** The campaigns that a card may be assigned to: those with calls of late, and those that have a card of their own. */
export async function campaignsToChoose(
  db: Database,
  siteId: string,
  assignments: readonly AssignmentRow[],
  clock: SiteClock,
): Promise<string[]> {
  const lately = await readCampaignIds(db, siteId, lastDays(CAMPAIGN_DAYS, clock));
  const assigned = assignments.flatMap(({ campaign_id }) => campaign_id ?? []);
  return [...new Set([...lately, ...assigned])].toSorted();
}
