import type { SiteSettings } from "#shared/contracts/settings.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import type { ClaimedRecording } from "../queue/recording-row.ts";
import { DEFAULT_KINDS, type OptionalKind } from "../redaction/optional-kinds.ts";
import type { TranscribeRequest } from "./worker-messages.ts";

/** What a worker is told of a recording: the edge's settings for the site, or the file's own while it never gave any. */
export function composeRequest(
  recording: ClaimedRecording,
  settings: SiteSettings | null,
  language: string,
  redact: readonly OptionalKind[] = DEFAULT_KINDS,
): TranscribeRequest {
  return {
    recordingId: recording.recording_id,
    path: recording.path,
    language: settings?.language ?? language,
    initialPrompt: settings?.initial_prompt ?? null,
    minCallSec: settings?.min_call_sec ?? defaultScorecard.min_call_sec,
    redact: [...redact],
  };
}
