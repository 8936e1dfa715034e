import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";

import type { CallRecord } from "../qa-api/call-record.repository.ts";

/** The scorecard by which people review a call: the one it was judged by. */
export function cardOfCall(_call: CallRecord): Scorecard {
  return defaultScorecard;
}
