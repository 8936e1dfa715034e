import type { Database } from "../db/client.ts";
import { datesIn } from "../qa-api/local-dates.ts";
import { lastDays, type Period, type SiteClock } from "../qa-api/period.ts";
import { listTrackers, readTrackerDays, type Tracker } from "./trackers.repository.ts";

const SHOWN_DAYS = 30;

/** What a tracker counted on a date; `searched` is 0 where no transcript was looked at. */
export type CountedDay = { date: string; searched: number; found: number };
export type TrackerView = Tracker & { days: CountedDay[]; searched: number; found: number };
export type TrackersView = { period: Period; trackers: TrackerView[] };

/** A site's trackers with what they counted on each of the last thirty days. */
export async function viewTrackers(
  db: Database,
  siteId: string,
  clock: SiteClock,
): Promise<TrackersView> {
  const period = lastDays(SHOWN_DAYS, clock);
  const [trackers, counted] = await Promise.all([
    listTrackers(db, siteId),
    readTrackerDays(db, siteId, period),
  ]);
  const byTracker = Map.groupBy(counted, ({ trackerId }) => trackerId);
  return {
    period,
    trackers: trackers.map((tracker) => {
      const byDate = new Map((byTracker.get(tracker.id) ?? []).map((day) => [day.localDate, day]));
      const days = datesIn(period).map((date) => ({
        date,
        searched: byDate.get(date)?.searched ?? 0,
        found: byDate.get(date)?.found ?? 0,
      }));
      const sum = (of: "searched" | "found") => days.reduce((total, day) => total + day[of], 0);
      return { ...tracker, days, searched: sum("searched"), found: sum("found") };
    }),
  };
}
