import type { Context } from "hono";

import type { AppContext } from "../app-context.ts";
import { AppError } from "../errors/app-error.ts";
import { readCallsToMark, type CallsToMark } from "./calls-to-mark.repository.ts";

const NONE: CallsToMark = new Map();

/**
 * The calls of which whoever asks must not see yet what anybody made of them, because they are to mark them without knowing: those
 * of open rounds that they have not marked. Tokens are of programs, and mark nothing; nor do agents.
 */
export async function callsToMark(c: Context<AppContext>): Promise<CallsToMark> {
  const { db, site, principal } = c.var;
  if (principal.kind !== "session" || principal.role === "agent") return NONE;
  return readCallsToMark(db, site.id, principal.personId);
}

/** For who asks by an id for such a call. */
export function hiddenUntilMarked(): AppError {
  return new AppError({
    code: "calibration_open",
    status: 409,
    message:
      "You are to mark this call in an open calibration round without knowing its score. Mark it there first.",
  });
}

/** A list without the calls that are still to be marked. */
export function withoutCallsToMark<Item extends { recordingId: string }>(
  items: readonly Item[],
  toMark: CallsToMark,
): Item[] {
  return items.filter(({ recordingId }) => !toMark.has(recordingId));
}
