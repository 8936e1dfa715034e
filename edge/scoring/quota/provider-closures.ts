import type { FailureKind } from "../../providers/provider.ts";

/*
 * The circuit breaker of a provider, kept in `closed:<failure kind>` rows of provider_quota, so that every tick sees it:
 *
 *   closed      nothing is sent before `closed_until`; each failure in a row doubles the time, up to the kind's maximum
 *   half-open   `closed_until` has come: exactly one request is let through as a probe, which puts `closed_until` off by
 *               90 seconds for everybody else. A prober that dies leaves the door to the next one after that
 *   open        the probe got any answer that is not a reason to close: the row's `closed_until` is null, its count 0
 *
 * A limit of the minute (`closed:minute_limit`) is not a fault, and needs no probe: when its time is over, all may go on.
 */

/** How long a provider is left alone: `firstMs`, doubled each time in a row, up to `maxMs`. */
export type Closure = { kind: FailureKind; firstMs: number; maxMs: number };

/** The rows of provider_quota that are closures, as SQL; ';' follows ':'. */
export const CLOSURES = "window >= 'closed:' AND window < 'closed;'";

export const MINUTE_CLOSURE = "closed:minute_limit";
