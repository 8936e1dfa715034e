import type { CampaignSettings, SiteSettings } from "#shared/contracts/settings.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import type { ClaimedRecording } from "../queue/recording-row.ts";
import { DEFAULT_KINDS, type OptionalKind } from "../redaction/redaction-kinds.ts";
import type { TranscribeRequest } from "./worker-messages.ts";

/**
 * What a worker is told of a recording: what the edge decides for its campaign or in-group, else for the site; the file's own
 * language while the edge never gave any settings.
 */
export function composeRequest(
  recording: ClaimedRecording,
  settings: SiteSettings | null,
  language: string,
  redact: readonly OptionalKind[] = DEFAULT_KINDS,
): TranscribeRequest {
  const campaign = campaignOf(recording, settings);
  return {
    recordingId: recording.recording_id,
    path: recording.path,
    language: campaign?.language ?? settings?.language ?? language,
    initialPrompt: campaign?.initial_prompt ?? settings?.initial_prompt ?? null,
    minCallSec: campaign?.min_call_sec ?? settings?.min_call_sec ?? defaultScorecard.min_call_sec,
    redact: [...redact],
  };
}

/** ViciDial's database compares ids without regard to case, so we do too. */
function campaignOf(
  { campaign_id: id }: ClaimedRecording,
  settings: SiteSettings | null,
): CampaignSettings | undefined {
  if (id === null) return undefined;
  const wanted = id.toLowerCase();
  return settings?.campaigns?.find(({ campaign_id }) => campaign_id.toLowerCase() === wanted);
}
