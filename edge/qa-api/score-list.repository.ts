import type { ScoreCell, ScorePlace, Direction } from "./score-cells.ts";

/** More than any scorecard has. */
const MOST_CRITERIA = 24;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Which of the scores in a cell are wanted, and by which index they are found. */
export type ScoreChoice = {
  agentUser: string | null;
  campaignId: string | null;
  flaggedOnly: boolean;
};

/**
 * A subquery with the rows of `score` in the given cells that come after a place, each with its cell's `position`, in no
 * order: sorting is left to `inListOrder`, because D1 counts the rows of a sorted or stored intermediate result again.
 * `?1` is what `scorePageParameter` gives. Dates and totals are written into the text: they come from the rollups, are
 * checked here, and D1 takes no more than a hundred parameters.
 */
export function scorePage(
  cells: readonly ScoreCell[],
  after: ScorePlace | null,
  direction: Direction,
  choice: ScoreChoice,
): string {
  const values = cells.map(
    ({ localDate, total }, position) =>
      `(${position}, '${checkedDate(localDate)}', ${total === null ? "NULL" : Number(total)})`,
  );
  const isFirstCellStarted =
    after !== null &&
    cells[0] !== undefined &&
    cells[0].localDate === after.localDate &&
    cells[0].total === after.total;
  const wanted = [
    "s.site_id = ?1->>'siteId'",
    "s.local_date = cell.column2",
    // For totals that are there it says the same as `=`, and it finds those that are not.
    "s.total IS cell.column3",
    "s.is_current = 1",
    choice.agentUser === null ? "" : "s.agent_user = ?1->>'agentUser'",
    choice.campaignId === null ? "" : "s.campaign_id = ?1->>'campaignId'",
    choice.flaggedOnly ? "s.flagged = 1" : "",
    isFirstCellStarted
      ? `(cell.column1 > 0 OR s.recording_id ${direction === "ascending" ? ">" : "<"} ?1->>'after')`
      : "",
  ].filter((condition) => condition !== "");
  return `(
    SELECT s.*, cell.column1 AS position
    FROM (VALUES ${values.join(", ")}) AS cell
    CROSS JOIN score AS s INDEXED BY ${indexFor(choice)}
    WHERE ${wanted.join(" AND ")})`;
}

/** Sorts what a page's cells held. */
export function inListOrder<Row extends { position: number; recordingId: string }>(
  rows: readonly Row[],
  direction: Direction,
): Row[] {
  const sign = direction === "ascending" ? 1 : -1;
  return rows.toSorted(
    (a, b) => a.position - b.position || sign * (a.recordingId < b.recordingId ? -1 : 1),
  );
}

/** The parameter of `scorePage`, as JSON. */
export function scorePageParameter(
  siteId: string,
  choice: ScoreChoice,
  after: ScorePlace | null,
): string {
  const { agentUser, campaignId } = choice;
  return JSON.stringify({ siteId, agentUser, campaignId, after: after?.recordingId ?? null });
}

function indexFor({ agentUser, campaignId, flaggedOnly }: ScoreChoice): string {
  if (agentUser !== null) return "score_by_agent";
  if (campaignId !== null) return "score_by_campaign";
  return flaggedOnly ? "score_flagged" : "score_by_date";
}

function checkedDate(date: string): string {
  if (!DATE.test(date)) throw new Error("a rollup's date is no date");
  return date;
}

/**
 * The ids and marks of a score's criteria as one JSON array, id and mark in turn. Not by json_each, whose rows D1 counts.
 */
export const criterionMarks = (criteria: string) =>
  `json_extract(${criteria}, ${Array.from({ length: MOST_CRITERIA }, (_, i) => `'$[${i}].id', '$[${i}].mark'`).join(", ")})`;
