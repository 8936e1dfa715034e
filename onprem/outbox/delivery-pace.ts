import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { forgetValue, rememberedValue, rememberValue } from "../queue/cursor-value.ts";
import { backoffDelayMs } from "./backoff-delay.ts";
import { EdgeRefusedError, type EdgeUnavailableError } from "./edge-errors.ts";
import { MAX_RETRY_AFTER_MS } from "./retry-after.ts";

/*
 * When the outbox may next be sent. One pace for all of it, not one per row: it is the edge that is away. It is kept in the
 * database, so that an agent that is restarted again and again does not hammer an edge that asked to be left alone.
 */

const NAME = "outbox_pace";
const BACKOFF = { firstMs: 2_000, maxMs: 10 * 60_000 };
/** A person has to mend a token or an address; until then the edge is asked seldom. */
const REFUSED_DELAY_MS = 15 * 60_000;

const paceSchema = z.object({
  failures: z.int().min(1),
  next_at: z.number(),
  /** Whom the pace is for: another address or token is tried at once. */
  edge: z.string(),
});

type EdgeAddress = { url: string; token: string };

/** Milliseconds until the outbox may be sent; 0 when it may be now. */
export function deliveryPauseMs(db: DatabaseSync, edge: EdgeAddress, now: number): number {
  const pauseMs = (readPace(db, edge)?.next_at ?? 0) - now;
  // No pause is that long: the clock was set back.
  return pauseMs <= 0 || pauseMs > 1.2 * MAX_RETRY_AFTER_MS ? 0 : pauseMs;
}

/** Writes down that a delivery failed, and returns how long the next one waits, in milliseconds. */
export function slowDelivery(
  db: DatabaseSync,
  edge: EdgeAddress,
  error: EdgeUnavailableError | EdgeRefusedError,
  now: number,
  random: () => number,
): number {
  const failures = (readPace(db, edge)?.failures ?? 0) + 1;
  const delayMs = delayAfter(error, failures, random);
  rememberValue(db, NAME, { failures, next_at: now + delayMs, edge: fingerprint(edge) });
  return delayMs;
}

function delayAfter(
  error: EdgeUnavailableError | EdgeRefusedError,
  failures: number,
  random: () => number,
): number {
  if (error instanceof EdgeRefusedError) return Math.round(REFUSED_DELAY_MS * (1 + random() / 10));
  // Never sooner than the edge asked for, and not all agents in the same second.
  if (error.retryAfterMs !== null) {
    return Math.round(Math.max(error.retryAfterMs, 1000) * (1 + random() / 10));
  }
  return backoffDelayMs(BACKOFF, failures, random);
}

/** The edge answers again. */
export function resetPace(db: DatabaseSync): void {
  forgetValue(db, NAME);
}

function readPace(db: DatabaseSync, edge: EdgeAddress): z.infer<typeof paceSchema> | null {
  const pace = rememberedValue(db, NAME, paceSchema);
  return pace?.edge === fingerprint(edge) ? pace : null;
}

/** Tells two edges apart and tells nothing of the token. */
function fingerprint({ url, token }: EdgeAddress): string {
  return createHash("sha256").update(`${url}\n${token}`).digest("hex").slice(0, 16);
}
