import type { DisputeState } from "#shared/contracts/disputes.ts";

/** States as lists name them. */
export const DISPUTE_STATE_NAMES: Readonly<Record<DisputeState, string>> = {
  open: "Open",
  revised: "Revised",
  declined: "Declined",
  withdrawn: "Taken back",
  expired: "Scored anew",
};
