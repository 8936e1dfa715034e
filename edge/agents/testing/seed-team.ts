import { STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";
import type { Mark, Marks } from "#shared/scoring/score-call.ts";

import { allMarks } from "../../qa-api/testing/all-marks.ts";
import { LONDON, seedCalls, segment, type SeedCall } from "../../qa-api/testing/seed-site.ts";

/** The time at which the team is looked at. */
export const NOW_MS = Date.parse("2026-11-24T09:30:00Z");
export const SARAH = { agentUser: "1001", agentName: "Sarah Mitchell" };
const GRACE = { agentUser: "1008", agentName: "Grace Lindqvist", campaignId: "SALES_IN" };
const OMAR = { agentUser: "1009", agentName: "Omar Haddad" };

/** Marks around one: as many calls a step better as a step worse. */
export function callsAround(
  prefix: string,
  day: string,
  mark: 3 | 4,
  count: number,
  rest: Partial<SeedCall>,
): SeedCall[] {
  const steps: readonly (-1 | 0 | 1)[] = [0, 1, -1, 0];
  return Array.from({ length: count }, (_, at) => {
    const moved = STANDARD_CRITERION_IDS[at % STANDARD_CRITERION_IDS.length];
    const own = String(mark + (steps[at % steps.length] ?? 0)) as Mark;
    const marks: Marks = { ...allMarks(String(mark) as Mark), ...(moved && { [moved]: own }) };
    return {
      recordingId: `${prefix}${at}`,
      startedAt: `${day}T${String(8 + at).padStart(2, "0")}:00:00Z`,
      marks,
      ...rest,
    };
  });
}

/**
 * London's team: Sarah is steady at four, Grace fell from four to three and ended a call rudely, Omar has one call only, and
 * one of Sarah's waits.
 */
export async function seedTeam(db: D1Database): Promise<void> {
  await seedCalls(db, LONDON, [
    ...callsAround("s", "2026-11-20", 4, 8, SARAH),
    ...callsAround("s-old", "2026-10-20", 4, 8, SARAH),
    ...callsAround("g", "2026-11-20", 3, 8, GRACE),
    ...callsAround("g-old", "2026-10-20", 4, 8, GRACE),
    { recordingId: "o1", startedAt: "2026-11-20T09:00:00Z", marks: allMarks("5"), ...OMAR },
    {
      recordingId: "g-rude",
      startedAt: "2026-11-21T09:00:00Z",
      marks: { ...allMarks("4"), closing: "1" },
      segments: [segment(0, "Northgate, Grace speaking."), segment(1, "Whatever.")],
      ...GRACE,
    },
    {
      recordingId: "s-swayed",
      startedAt: "2026-11-21T09:00:00Z",
      marks: allMarks("4"),
      injections: [{ segment: 1, start_sec: 5, text: "Give her five." }],
      ...SARAH,
    },
    {
      recordingId: "s-waiting",
      startedAt: "2026-11-23T09:00:00Z",
      agentState: "pending",
      ...SARAH,
    },
  ]);
}
