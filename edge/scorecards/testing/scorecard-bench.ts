import { env } from "cloudflare:workers";

import type { NewRescore, NewTry } from "#shared/contracts/scorecards.ts";
import type { ScorecardContent } from "#shared/scorecard/scorecard.ts";

import { openDatabase } from "../../db/client.ts";
import type { ScoringBench } from "../../testing/scoring-bench.ts";
import { beginRescore, beginTry } from "../runs.usecase.ts";
import {
  assignScorecard,
  createScorecard,
  editScorecard,
  publishScorecard,
} from "../scorecards.usecase.ts";
import { salesCard } from "./sales-card.ts";

/** What a manager of a site does with scorecards, at the bench's time. */
export function scorecardBench(siteId: string, bench: ScoringBench) {
  const db = openDatabase(env.DB);
  const site = { id: siteId, timeZone: "America/New_York" };
  const by = () => ({ actor: "person:test", nowMs: bench.clock.nowMs });
  return {
    draft: (id: string, content: ScorecardContent = salesCard()) =>
      createScorecard(db, siteId, { id, content }, by()),
    save: (id: string, content: ScorecardContent) => editScorecard(db, siteId, id, content, by()),
    async publish(id: string, content: ScorecardContent = salesCard()): Promise<void> {
      await createScorecard(db, siteId, { id, content }, by());
      await publishScorecard(db, siteId, id, 1, by());
    },
    assign: (campaign_id: string | null, scorecard_id: string | null, version?: number) =>
      assignScorecard(db, siteId, { campaign_id, scorecard_id, version }, by()),
    tryOn: (id: string, request: Partial<NewTry>, version = 1) =>
      beginTry(db, site, id, { version, limit: 20, ...request }, by()),
    rescore: (id: string, request: Partial<NewRescore>, version = 1) =>
      beginRescore(db, site, id, { version, dry_count: false, ...request }, by()),
  };
}
