import type { Counts } from "./stored-counts.ts";

/*
 * Lists by score over many days without sorting all of them: the days' histograms say how many scores there are of which
 * total, so exactly those cells are visited that a page needs, each of them one seek in an index by date and total.
 */

/** The scores of one day that have the same total; null is none. */
export type ScoreCell = { localDate: string; total: number | null; scores: number };

export type Direction = "ascending" | "descending";

/** Inclusive bounds of totals. */
export type ScoreRange = { min: number; max: number };

/** The last call of a list so far. */
export type ScorePlace = { total: number | null; localDate: string; recordingId: string };

/** Cells in a list's order: by total, then by date; those without a total come last, whichever way the list goes. Days that have lost their scores have none. */
export function orderCells(
  days: readonly { localDate: string; hasScores: number; histogram: Counts }[],
  direction: Direction,
  range: ScoreRange | null,
): ScoreCell[] {
  return days
    .filter(({ hasScores }) => hasScores === 1)
    .flatMap(({ localDate, histogram }) =>
      Object.entries(histogram).map(([key, scores]) => ({
        localDate,
        total: key === "none" ? null : Number(key),
        scores,
      })),
    )
    .filter(({ total }) => range === null || isWithin(total, range))
    .toSorted((a, b) => compareCells(a, b, direction));
}

/** The cells that hold the next `wanted` scores after a place, the place's own cell included. */
export function takeCells(
  cells: readonly ScoreCell[],
  after: ScorePlace | null,
  direction: Direction,
  wanted: number,
): ScoreCell[] {
  const taken: ScoreCell[] = [];
  let scores = 0;
  for (const cell of cells) {
    const place = after === null ? 1 : compareCells(cell, after, direction);
    if (place < 0) continue;
    if (scores >= wanted) break;
    taken.push(cell);
    // How many of the place's own cell are left is not known.
    if (place > 0) scores += cell.scores;
  }
  return taken;
}

type Cell = Pick<ScoreCell, "total" | "localDate">;

function compareCells(a: Cell, b: Cell, direction: Direction): number {
  if (a.total === null || b.total === null) {
    if (a.total !== b.total) return a.total === null ? 1 : -1;
  }
  const sign = direction === "ascending" ? 1 : -1;
  const byTotal = (a.total ?? 0) - (b.total ?? 0);
  if (byTotal !== 0) return sign * byTotal;
  if (a.localDate === b.localDate) return 0;
  return sign * (a.localDate < b.localDate ? -1 : 1);
}

function isWithin(total: number | null, { min, max }: ScoreRange): boolean {
  return total !== null && total >= min && total <= max;
}
