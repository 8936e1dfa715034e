import { keepHouse } from "../housekeeping/keep-house.ts";
import type { Step } from "./poll-loop.ts";
import { isEdgeWithoutReceipts } from "./receipts-step.ts";
import type { WatchContext } from "./watch-context.ts";

/** Deletes what is older than it may be and keeps the queue's file small. */
export function createHousekeepingStep(context: WatchContext): Step {
  const { db, config, source, log, now } = context;
  return async (signal) => {
    const tidied = await keepHouse({
      db,
      retention: config.retention,
      timeZone: config.site.timeZone,
      stateFolder: config.stateFolder,
      transcriptTextFolder: config.transcriptTextFolder,
      trustDeliveries: isEdgeWithoutReceipts(db),
      removeLeftovers: () => source.removeLeftovers(),
      signal,
      now: now(),
    });
    const { recordings, runs, textCopies, leftovers, transcripts } = tidied;
    if (recordings + runs + textCopies + leftovers + transcripts === 0) return;
    log.info(
      { event: "tidied", recordings, runs, text_copies: textCopies, leftovers, texts: transcripts },
      "deleted what is older than it is to be kept",
    );
  };
}
