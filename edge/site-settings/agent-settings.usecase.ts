import type { CampaignSettings, SiteSettings } from "#shared/contracts/settings.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import type { Database } from "../db/client.ts";
import { listAssignments, type StoredAssignment } from "../scorecards/scorecards.repository.ts";
import { minimumOfSite, readStoredSettings } from "./site-settings.repository.ts";
import { WANTED_AGENTS } from "./wanted-agents.ts";

/** The contract's bound; what is written out comes first. */
const MAX_CAMPAIGNS = 100;

/**
 * What the agent goes by: the site's settings, and where neither site nor campaign says how short a call may be, what the
 * scorecard says that judges it. Null when there is no such site.
 */
export async function settingsForAgent(db: Database, siteId: string): Promise<SiteSettings | null> {
  const settings = await readStoredSettings(db, siteId);
  if (settings === null) return null;
  const { site_id, time_zone, language, initial_prompt, campaigns } = settings;
  const assignments = settings.min_call_sec === null ? await listAssignments(db, siteId) : [];
  return {
    site_id,
    time_zone,
    min_call_sec:
      settings.min_call_sec ?? minimumOfSite(assignments) ?? defaultScorecard.min_call_sec,
    language,
    initial_prompt,
    campaigns: withCardsMinimum(campaigns, assignments).slice(0, MAX_CAMPAIGNS),
    agent_versions: WANTED_AGENTS,
  };
}

function withCardsMinimum(
  campaigns: readonly CampaignSettings[],
  assignments: readonly StoredAssignment[],
): CampaignSettings[] {
  const minimums = new Map(
    assignments.map((one) => [one.campaignId, one.minCallSec ?? defaultScorecard.min_call_sec]),
  );
  minimums.delete("");
  const written = campaigns.map((campaign) => ({
    ...campaign,
    min_call_sec: campaign.min_call_sec ?? minimums.get(campaign.campaign_id) ?? null,
  }));
  for (const { campaign_id } of campaigns) minimums.delete(campaign_id);
  const others = [...minimums].map(([campaign_id, min_call_sec]) => ({
    campaign_id,
    min_call_sec,
    language: null,
    initial_prompt: null,
  }));
  return [...written, ...others];
}
