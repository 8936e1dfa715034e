import type { Context } from "hono";
import * as z from "zod";

import type { ScorecardAnswer } from "#shared/contracts/scorecards.ts";

import type { AppContext } from "../app-context.ts";
import type { Database } from "../db/client.ts";
import { AppError, notFound } from "../errors/app-error.ts";
import { cardDifferences, type CardDifference } from "./card-differences.ts";
import { showScorecard } from "./scorecards.usecase.ts";

const versionSchema = z.coerce.number().int().positive();

/**
 * The version that a page's address names.
 *
 * @throws AppError 404, also for one that is mistyped
 */
export async function versionAsked(c: Context<AppContext>): Promise<ScorecardAnswer> {
  const version = versionSchema.safeParse(c.req.param("version"));
  if (!version.success) throw notFound("There is no such version of a scorecard.");
  return showScorecard(c.var.db, c.var.site.id, c.req.param("id") ?? "", version.data);
}

/** How a version differs from what it began as a copy of; null where that is nothing, or is no longer there. */
export async function differencesFromBefore(
  db: Database,
  siteId: string,
  card: ScorecardAnswer,
): Promise<{ label: string; differences: CardDifference[] } | null> {
  const [id, version] = card.copied_from?.split("/") ?? [];
  if (id === undefined || version === undefined) return null;
  try {
    const before = await showScorecard(db, siteId, id, Number(version));
    const label =
      id === card.scorecard_id ? `version ${version}` : `${before.name}, version ${before.version}`;
    return { label, differences: cardDifferences(before.content, card.content) };
  } catch (thrown) {
    // the built-in card has only the version that the code has now
    if (thrown instanceof AppError && thrown.status === 404) return null;
    throw thrown;
  }
}
