import * as z from "zod";

import { backoffDelayMs } from "../outbox/backoff-delay.ts";
import { confirmReceipts } from "../outbox/confirm-receipts.ts";
import { EdgeRefusedError } from "../outbox/edge-errors.ts";
import { forgetValue, rememberedValue, rememberValue } from "../queue/cursor-value.ts";
import { addToTotals } from "../telemetry/totals.ts";
import type { Step } from "./poll-loop.ts";
import type { WatchContext } from "./watch-context.ts";
import { RECEIPTS_UNKNOWN_MS } from "./watch-timings.ts";

const MORE_AFTER_MS = 1000;
const MAX_DOUBT_MS = 60 * 60_000;
const MAX_MISSING_LOGGED = 20;
const UNKNOWN_SINCE = "receipts_unknown_since";

/** True when the edge is too old to be asked what it has. */
export function isEdgeWithoutReceipts(db: WatchContext["db"]): boolean {
  return rememberedValue(db, UNKNOWN_SINCE, z.number()) !== null;
}

/**
 * Asks the edge what it has of what it acknowledged; soon again while more is due, later and later while the edge keeps
 * losing what it said it has.
 */
export function createReceiptsStep(
  { db, edge, config, log, timings, now, random }: WatchContext,
  onMissing: () => void,
): Step {
  let denials = 0;
  return async () => {
    const unknownSince = rememberedValue(db, UNKNOWN_SINCE, z.number());
    const silentMs = unknownSince === null ? null : now() - unknownSince;
    if (silentMs !== null && silentMs >= 0 && silentMs < RECEIPTS_UNKNOWN_MS) {
      return { nextInMs: RECEIPTS_UNKNOWN_MS - silentMs, isIdle: true };
    }
    try {
      const { missing, more } = await confirmReceipts({
        db,
        edge,
        siteId: config.site.id,
        timings: timings.receipts,
        onMissing: (count) => addToTotals(db, { receipts_missing: count }),
        now,
      });
      if (unknownSince !== null) forgetValue(db, UNKNOWN_SINCE);
      if (missing.length === 0) {
        denials = 0;
        return more ? { nextInMs: MORE_AFTER_MS } : {};
      }
      denials += 1;
      log.warn(
        {
          event: "receipts_missing",
          missing: missing.length,
          recording_ids: missing.slice(0, MAX_MISSING_LOGGED),
        },
        "the edge does not have transcripts that it acknowledged; they are sent again",
      );
      onMissing();
      const backoff = { firstMs: timings.receiptsMs, maxMs: MAX_DOUBT_MS };
      return { nextInMs: backoffDelayMs(backoff, denials, random) };
    } catch (error) {
      if (!(error instanceof EdgeRefusedError) || error.kind !== "address") throw error;
      if (unknownSince === null) {
        log.warn(
          { event: "receipts_unknown" },
          "the edge is older than this agent and cannot be asked what it has; its word is taken",
        );
      }
      rememberValue(db, UNKNOWN_SINCE, now());
      return { nextInMs: RECEIPTS_UNKNOWN_MS };
    }
  };
}
