import type { EdgeMeasured } from "../measure/measure-edge.ts";
import type { CostPerCall } from "../measure/measure-writes.ts";

export type DayCost = { requests: number; rowsRead: number; rowsWritten: number };
export type DayItem = DayCost & { what: string };
export type DayBudget = {
  calls: number;
  items: DayItem[];
  /** Panels that find nothing changed, as they mostly do. */
  cachedPanels: DayCost;
  /** Panels none of whose answers is still what it was. */
  changedPanels: DayCost;
  totalCached: DayCost;
  totalChanged: DayCost;
};

const CALLS_A_DAY = 1000;
const MINUTES_A_DAY = 1440;
/** The agent looks for recordings once a minute (`poll_sec`), and tells of what it found, over a day of twelve hours. */
const LOOKS_WITH_NEWS = 12 * 60;
const HEARTBEATS_A_DAY = MINUTES_A_DAY / 5;
/** What was delivered is asked for once a minute in a night of nine hours, and then daily for a week, 200 at a time. */
const RECEIPT_MINUTES = 9 * 60;
const AUDITS = 7;
const RECEIPTS_A_QUERY = 200;
const RECEIPTS_MEASURED = 50;
const PANEL_ROUNDS_A_DAY = 2 * MINUTES_A_DAY;
/** Ten people who look at sixty pages each. */
const PAGE_VIEWS = 600;

/**
 * What a day of a thousand calls takes, counted at its dearest: every transcript comes by itself as soon as it is ready, and
 * is scored in a minute of its own.
 */
export function dayBudget({ writes, reads, panels }: EdgeMeasured): DayBudget {
  const { recorded, transcribed, scored, textRemoved } = writes.alone;
  const times = (cost: CostPerCall, calls = CALLS_A_DAY) => ({
    rowsRead: cost.rowsRead * calls,
    rowsWritten: cost.rowsWritten * calls,
  });
  const repeated = (cost: { rows_read: number; rows_written: number }, often: number): DayCost => ({
    requests: often,
    rowsRead: cost.rows_read * often,
    rowsWritten: cost.rows_written * often,
  });
  const pages = reads.reads.filter((read) => read.kind === "page");
  const receipts = CALLS_A_DAY * (1 + AUDITS);
  const items: DayItem[] = [
    {
      what: "calls told of, a minute's at once",
      requests: Math.min(CALLS_A_DAY, LOOKS_WITH_NEWS),
      ...times(recorded),
    },
    { what: "transcripts, one by one", requests: CALLS_A_DAY, ...times(transcribed) },
    { what: "scored, one a minute", requests: 0, ...times(scored) },
    { what: "texts removed, one a minute", requests: 0, ...times(textRemoved) },
    { what: "cron, every minute", ...repeated(writes.idleCron, MINUTES_A_DAY) },
    { what: "trackers, one a minute", ...repeated(writes.trackers, MINUTES_A_DAY), requests: 0 },
    { what: "samples for review, every morning", ...repeated(writes.sampling, 1), requests: 0 },
    { what: "heartbeats", ...repeated(writes.heartbeat, HEARTBEATS_A_DAY) },
    {
      what: "receipts",
      requests: RECEIPT_MINUTES + (AUDITS * CALLS_A_DAY) / RECEIPTS_A_QUERY,
      rowsRead: (writes.receipts.rows_read / RECEIPTS_MEASURED) * receipts,
      rowsWritten: 0,
    },
    {
      what: `${PAGE_VIEWS} pages looked at`,
      requests: PAGE_VIEWS,
      rowsRead: (PAGE_VIEWS * sum(pages.map((page) => page.rowsRead))) / pages.length,
      rowsWritten: 0,
    },
  ];
  const wall = (rows: (panel: EdgeMeasured["panels"][number]) => number): DayCost => ({
    requests: panels.length * PANEL_ROUNDS_A_DAY,
    rowsRead: sum(panels.map(rows)) * PANEL_ROUNDS_A_DAY,
    rowsWritten: 0,
  });
  const cachedPanels = wall((panel) => panel.rowsReadCached);
  const changedPanels = wall((panel) => panel.rowsRead);
  return {
    calls: CALLS_A_DAY,
    items,
    cachedPanels,
    changedPanels,
    totalCached: added([...items, cachedPanels]),
    totalChanged: added([...items, changedPanels]),
  };
}

function added(costs: readonly DayCost[]): DayCost {
  return {
    requests: sum(costs.map((cost) => cost.requests)),
    rowsRead: sum(costs.map((cost) => cost.rowsRead)),
    rowsWritten: sum(costs.map((cost) => cost.rowsWritten)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
