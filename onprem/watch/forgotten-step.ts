import { compareForgotten } from "../outbox/compare-forgotten.ts";
import { EdgeRefusedError } from "../outbox/edge-errors.ts";
import type { Step } from "./poll-loop.ts";
import type { WatchContext } from "./watch-context.ts";

const MORE_AFTER_MS = 1000;

/**
 * Compares with the edge whose callers are forgotten, from the start on and then once a day: each end may have been set back to
 * an older copy. One page at a time; a page that breaks off is compared again.
 */
export function createForgottenStep({ db, edge, config, log, timings, now }: WatchContext): Step {
  let after = "";
  return async (signal) => {
    try {
      const page = await compareForgotten({ db, edge, siteId: config.site.id, after, now, signal });
      const { learned, deletedHere, repeated } = page;
      if (learned + repeated > 0) {
        log.warn(
          { event: "forgotten_again", learned, deleted_here: deletedHere, repeated },
          "one end did not know of deletions that the other had; both have them now",
        );
      }
      if (signal.aborted) return { isIdle: true };
      after = page.next ?? "";
      return { nextInMs: page.next === null ? timings.forgottenMs : MORE_AFTER_MS };
    } catch (error) {
      if (!(error instanceof EdgeRefusedError) || error.kind !== "address") throw error;
      // An edge older than this agent; its receipts step says that in the log.
      return { nextInMs: timings.forgottenMs, isIdle: true };
    }
  };
}
