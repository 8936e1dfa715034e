import type { Standing } from "./standing.ts";

/** The columns by which the leaderboard is sorted; a minus turns one around. */
export const SORTS = ["rank", "name", "average", "change", "calls", "flagged"] as const;
export type SortColumn = (typeof SORTS)[number];
export type Sort = { column: SortColumn; isReversed: boolean };

/** What comes first when a column is chosen: the first name and rank, the most calls and flags, the best average and change. */
const VALUES: Readonly<Record<SortColumn, (agent: Standing) => number | string | null>> = {
  rank: ({ rank }) => rank,
  name: ({ agentName, agentUser }) => (agentName ?? agentUser).toLocaleLowerCase("en-GB"),
  average: ({ average }) => (average === null ? null : -average),
  change: ({ move }) => (move === null ? null : -move.amount),
  calls: ({ calls }) => -calls,
  flagged: ({ flagged, calls }) => (calls === 0 ? null : -flagged / calls),
};

/** `calls` or `-calls`; anything else is by rank. */
export function readSort(text: string | undefined): Sort {
  const isReversed = text?.startsWith("-") ?? false;
  const name = isReversed ? text?.slice(1) : text;
  const column = SORTS.find((known) => known === name);
  return column === undefined ? { column: "rank", isReversed: false } : { column, isReversed };
}

export const sortName = ({ column, isReversed }: Sort) => (isReversed ? `-${column}` : column);

/** By a column, whoever is not ranked always below; who has no value comes last whichever way it goes. */
export function sortStandings(agents: readonly Standing[], sort: Sort): Standing[] {
  const valueOf = VALUES[sort.column];
  return agents.toSorted((a, b) => {
    if ((a.rank === null) !== (b.rank === null)) return a.rank === null ? 1 : -1;
    const [one, other] = [valueOf(a), valueOf(b)];
    if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
    const order =
      typeof one === "string" ? one.localeCompare(String(other), "en-GB") : one - Number(other);
    return sort.isReversed ? -order : order;
  });
}
