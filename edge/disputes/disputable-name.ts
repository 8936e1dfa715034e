import type { Disputable } from "#shared/contracts/disputes.ts";

import { autoFailName, criterionName, isAutoFailId } from "../dashboard/wording.ts";

/** What is disputed, as the scorecard calls it. */
export function disputableName(id: Disputable): string {
  return isAutoFailId(id) ? autoFailName(id) : criterionName(id);
}
