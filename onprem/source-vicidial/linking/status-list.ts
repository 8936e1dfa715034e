import type { VicidialDatabase } from "../connect-database.ts";
import { chunksOf } from "../read-recordings.ts";
import { campaignStatusesByCode, PAGE_ROWS, systemStatusesByCode } from "../statements.ts";
import { sameName } from "./same-name.ts";

/** Statuses of a call whose agent has not said yet how it went, or that has gone on to somebody else. */
export const OPEN_STATUSES = ["NEW", "INCALL", "QUEUE", "DISPO", "XFER", "CLOSER"];

export type StatusOfCampaign = { status: string; campaignId: string | null };

/** Knows which statuses ViciDial lists; each code is asked for once. */
export type StatusList = {
  /** Those of the statuses that are neither their campaign's nor ViciDial's own and were not named before. */
  unlisted(
    database: VicidialDatabase,
    used: readonly StatusOfCampaign[],
  ): Promise<StatusOfCampaign[]>;
};

export function createStatusList(): StatusList {
  const checked = new Set<string>();
  const key = (status: string, campaignId: string | null) =>
    `${sameName(status)}\n${sameName(campaignId ?? "")}`;
  return {
    async unlisted(database, used) {
      const fresh = new Map(
        used
          .filter(({ status, campaignId }) => !checked.has(key(status, campaignId)))
          .map((entry) => [key(entry.status, entry.campaignId), entry]),
      );
      const codes = [...new Set([...fresh.values()].map(({ status }) => status))];
      const listed = new Set<string>();
      for (const chunk of chunksOf(codes, PAGE_ROWS)) {
        for (const row of await database.read(campaignStatusesByCode, chunk)) {
          listed.add(key(row.status, row.campaign_id));
        }
        for (const row of await database.read(systemStatusesByCode, chunk)) {
          listed.add(sameName(row.status));
        }
      }
      for (const entry of fresh.keys()) checked.add(entry);
      return [...fresh.values()].filter(
        ({ status, campaignId }) =>
          !listed.has(key(status, campaignId)) && !listed.has(sameName(status)),
      );
    },
  };
}
