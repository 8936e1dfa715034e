import * as z from "zod";

import type { Database } from "../db/client.ts";
import { readDays } from "./daily-stats.repository.ts";
import type { Period } from "./period.ts";
import { orderCells, takeCells } from "./score-cells.ts";
import {
  criterionMarks,
  inListOrder,
  scorePage,
  scorePageParameter,
} from "./score-list.repository.ts";
import { marksTextSchema } from "./stored-marks.ts";

export type FlaggedFilter = {
  period: Period;
  agentUser: string | null;
  campaignId: string | null;
  limit: number;
};

const rowSchema = z.object({
  position: z.number(),
  recordingId: z.string(),
  agentUser: z.string().nullable(),
  agentName: z.string().nullable(),
  campaignId: z.string().nullable(),
  /** Epoch milliseconds. */
  startedAt: z.number(),
  durationSec: z.number().nullable(),
  total: z.number().nullable(),
  flagReason: z.string().nullable(),
  summary: z.string(),
  /** Marks by criterion, as stored: "1" to "5" or "NA". */
  marks: marksTextSchema,
  provider: z.string(),
  isSample: z.int().transform((value) => value === 1),
});
export type FlaggedCall = Omit<z.infer<typeof rowSchema>, "position">;

/** Flagged calls, lowest total first. A row a day is read, and three at most for each call of the answer. */
export async function readFlaggedCalls(
  db: Database,
  siteId: string,
  filter: FlaggedFilter,
): Promise<FlaggedCall[]> {
  const { agentUser, campaignId, period, limit } = filter;
  const choice = { agentUser, campaignId, flaggedOnly: true };
  const days = await readDays(db, siteId, narrowestLevel(filter), period);
  const ordered = orderCells(
    days.map(({ localDate, hasScores, flaggedHistogram }) => ({
      localDate,
      hasScores,
      histogram: flaggedHistogram,
    })),
    "ascending",
    null,
  );
  // Both filters at once: how many of the agent's calls are of the campaign is not known.
  const isExact = agentUser === null || campaignId === null;
  const cells = isExact ? takeCells(ordered, null, "ascending", limit) : ordered;
  if (cells.length === 0) return [];
  const { results } = await db.$client
    .prepare(
      `SELECT page.position, page.recording_id AS recordingId, call.agent_user AS agentUser, call.agent_name AS agentName,
              call.campaign_id AS campaignId, call.started_at AS startedAt, call.duration_sec AS durationSec,
              page.total, page.flag_reason AS flagReason, page.summary, page.provider, page.is_sample AS isSample,
              ${criterionMarks("page.criteria")} AS marks
       FROM ${scorePage(cells, null, "ascending", choice)} AS page
       CROSS JOIN call ON call.site_id = page.site_id AND call.recording_id = page.recording_id`,
    )
    .bind(scorePageParameter(siteId, choice, null))
    .all();
  return inListOrder(z.array(rowSchema).parse(results), "ascending").slice(0, limit);
}

function narrowestLevel({ agentUser, campaignId }: FlaggedFilter) {
  if (agentUser !== null) return { agentUser };
  return campaignId === null ? "site" : { campaignId };
}
