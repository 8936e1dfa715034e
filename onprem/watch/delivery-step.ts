import type { DatabaseSync } from "node:sqlite";

import { EXPIRED_REASON } from "#shared/contracts/ingest-answer.ts";

import type { AgentConfig } from "../config/load-config.ts";
import { deliverOutbox } from "../outbox/deliver.ts";
import { deliveryPauseMs, resetPace, slowDelivery } from "../outbox/delivery-pace.ts";
import { EdgeRefusedError, EdgeUnavailableError } from "../outbox/edge-errors.ts";
import { MAX_ROW_DELAY_MS } from "../outbox/next-batch.ts";
import type { Step } from "./poll-loop.ts";
import { noteNothingWrong } from "./stage-health.ts";
import type { WatchContext } from "./watch-context.ts";

type DeliveryContext = Pick<WatchContext, "db" | "edge" | "log" | "now" | "random"> & {
  config: Pick<AgentConfig, "edge" | "site">;
};

/** Refusals that are logged one by one in a delivery; the rest is counted. */
const MAX_REFUSALS_LOGGED = 20;

/**
 * Sends what waits in the outbox, unless the edge is to be left alone: the pace is kept in the database, whatever became of
 * the process meanwhile.
 */
export function createDeliveryStep({ db, edge, config, log, now, random }: DeliveryContext): Step {
  return async (signal) => {
    const waiting = waitingRows(db, now());
    if (waiting === "none") {
      // Nobody was asked, so it is not known whether the edge is there; what was wrong keeps nothing waiting any more.
      noteNothingWrong(db, "delivery");
      return { isIdle: true };
    }
    const pauseMs = deliveryPauseMs(db, config.edge, now());
    if (waiting === "later" || pauseMs > 0) return { isIdle: true };
    const count = { accepted: 0, duplicate: 0, rejected: 0 };
    try {
      await deliverOutbox({
        db,
        edge,
        siteId: config.site.id,
        now,
        signal,
        onDelivered: (recordingId, kind, { result, reason }) => {
          count[result] += 1;
          if (reason === EXPIRED_REASON) {
            log.info({ event: "upload_expired", recording_id: recordingId }, reason);
            return;
          }
          if (result !== "rejected" || count.rejected > MAX_REFUSALS_LOGGED) return;
          log.warn(
            { event: "upload_refused", recording_id: recordingId, kind },
            "the edge refused it; `nightshift show` says why, `nightshift retry` sends it again",
          );
        },
      });
      if (!signal.aborted) resetPace(db);
      return {};
    } catch (error) {
      if (error instanceof EdgeUnavailableError || error instanceof EdgeRefusedError) {
        if (!signal.aborted) slowDelivery(db, config.edge, error, now(), random);
      }
      throw error;
    } finally {
      if (count.accepted + count.duplicate + count.rejected > 0) {
        log.info({ event: "delivered", ...count }, "the edge was told");
      }
    }
  };
}

function waitingRows(db: DatabaseSync, now: number): "none" | "later" | "due" {
  const row = db
    .prepare(`
      SELECT EXISTS (SELECT 1 FROM outbox WHERE rejected IS NULL) AS waiting,
             EXISTS (SELECT 1 FROM forgotten WHERE edge_waits = 1) AS forgotten,
             EXISTS (SELECT 1 FROM outbox WHERE rejected IS NULL
                      AND (next_at <= :now OR next_at > :now + :maxDelayMs)) AS due
    `)
    .get({ now, maxDelayMs: MAX_ROW_DELAY_MS });
  if (row?.forgotten === 1) return "due";
  if (row?.waiting !== 1) return "none";
  return row.due === 1 ? "due" : "later";
}
