import { admitInTurns } from "../queue/admit-recordings.ts";
import { forgetFarWaits } from "../queue/forget-far-waits.ts";
import { SourceError } from "../source.ts";
import { withoutNumbers } from "../telemetry/describe-error.ts";
import type { Step } from "./poll-loop.ts";
import type { WatchContext } from "./watch-context.ts";

/** Warnings that are remembered, so that each is logged once and not at every look. */
const MAX_REMEMBERED = 1000;

/** Looks for recordings and moves those that wait; `onFound` is called when there is something new to tell the edge. */
export function createLookStep(
  { db, source, config, log, now }: WatchContext,
  onFound: () => void,
): Step {
  const warned = new Set<string>();
  const warn = (warnings: readonly string[]) => {
    for (const warning of warnings) {
      if (warned.has(warning)) continue;
      if (warned.size >= MAX_REMEMBERED) warned.clear();
      warned.add(warning);
      log.warn({ event: "source_warning" }, withoutNumbers(warning));
    }
  };
  return async (signal) => {
    forgetFarWaits(db, now());
    // What is known already goes on, whether or not the source could be read to its end.
    const { found, warnings } = await source
      .look()
      .catch((error: unknown) => {
        if (error instanceof SourceError) warn(error.warnings);
        throw error;
      })
      .finally(() => admitInTurns(db, config.source, now(), signal));
    warn(warnings);
    if (found > 0) log.info({ event: "found", found }, `${found} new recordings`);
    else log.debug({ event: "looked" }, "no new recordings");
    onFound();
  };
}
