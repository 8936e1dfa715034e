import type { SiteContext } from "../../app-context.ts";
import { allMarks } from "./all-marks.ts";
import { LONDON, seedCalls, seedSite } from "./seed-site.ts";

/** The time at which the small site is looked at. */
export const NOW = "2026-11-23T12:00:00Z";
export const EMPTY: SiteContext = { id: "empty", name: "New site", timeZone: "UTC" };
export const OTHER: SiteContext = { id: "other", name: "Somebody else", timeZone: "UTC" };

/** Ten calls in London in every state there is, a site without calls, and another site's calls. */
export async function seedSmallSite(db: D1Database): Promise<void> {
  await seedSite(db, LONDON);
  await seedSite(db, EMPTY);
  await seedSite(db, OTHER);
  const grace = { agentUser: "1008", agentName: "Grace Lindqvist", campaignId: "SALES_IN" };
  await seedCalls(db, LONDON, [
    { recordingId: "a1", startedAt: "2026-11-22T09:00:00Z", marks: allMarks("5") },
    { recordingId: "a2", startedAt: "2026-11-22T10:00:00Z", marks: allMarks("4") },
    {
      recordingId: "a3",
      startedAt: "2026-11-22T11:00:00Z",
      marks: { ...allMarks("4"), closing: "NA" },
    },
    {
      recordingId: "g1",
      ...grace,
      startedAt: "2026-11-22T09:30:00Z",
      marks: { ...allMarks("3"), compliance: "2" },
    },
    { recordingId: "g2", ...grace, startedAt: "2026-11-22T10:30:00Z", marks: allMarks("2") },
    {
      recordingId: "g3",
      ...grace,
      startedAt: "2026-11-22T11:30:00Z",
      marks: allMarks("5"),
      autoFails: ["card_data_aloud"],
    },
    {
      recordingId: "short",
      startedAt: "2026-11-22T12:30:00Z",
      agentState: "skipped",
      stateReason: "too_short",
      durationSec: 9.6,
    },
    {
      recordingId: "waiting",
      startedAt: "2026-11-23T08:00:00Z",
      uniqueid: "1763888400.77",
      agentState: "pending",
      durationSec: null,
    },
    {
      recordingId: "waiting-2",
      startedAt: "2026-11-23T08:05:00Z",
      uniqueid: "1763888400.77",
      job: { state: "due" },
    },
    {
      recordingId: "unclear",
      startedAt: "2026-11-23T08:10:00Z",
      job: { state: "needs_human", lastError: "No judge could quote the call." },
    },
  ]);
  await seedCalls(db, OTHER, [
    {
      recordingId: "a1",
      startedAt: "2026-11-22T09:00:00Z",
      marks: allMarks("1"),
      agentName: "A secret",
    },
    { recordingId: "only-theirs", startedAt: "2026-11-22T09:00:00Z", marks: allMarks("1") },
  ]);
}
