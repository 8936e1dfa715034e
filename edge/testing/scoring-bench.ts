import { env } from "cloudflare:workers";

import { DEFAULT_SECOND_JUDGING, type SecondJudging } from "#shared/contracts/scoring-settings.ts";
import type { TranscriptUpload } from "#shared/contracts/transcript.ts";

import { openDatabase } from "../db/client.ts";
import { countStatements } from "../db/count-statements.ts";
import { ingestTranscripts } from "../ingest/ingest-transcripts.usecase.ts";
import type { Provider } from "../providers/provider.ts";
import { LearnedLimits } from "../scoring/quota/learned-limits.ts";
import { loadScoringSetup } from "../scoring/scoring-setup.repository.ts";
import type { TickLimits } from "../scoring/tick-budget.ts";
import { runTick } from "../scoring/tick.ts";
import type { TickReport } from "../scoring/work-through.ts";
import { SCORING_SETTING } from "../settings/scoring-settings.usecase.ts";

const ROOMY: TickLimits = {
  statements: 1000,
  requests: 100,
  beginJobsForMs: 3_600_000,
  requestTimeoutMs: 60_000,
};

export type ScoringBench = {
  clock: { nowMs: number };
  /** The default ones, for tests to change. */
  secondJudging: SecondJudging;
  /** Takes transcripts in as the ingest routes do. */
  upload: (...uploads: TranscriptUpload[]) => Promise<void>;
  /** Runs one tick; answers with its report and the statements it took. */
  tick: (
    providers: readonly Provider[],
    limits?: TickLimits,
    database?: D1Database,
  ) => Promise<TickReport & { statements: number }>;
};

/** Uploads and ticks over the migrated database, under a clock that tests move. */
export function scoringBench(
  siteId: string,
  nowMs = Date.parse("2026-11-24T06:00:30Z"),
): ScoringBench {
  const clock = { nowMs };
  const secondJudging = { ...DEFAULT_SECOND_JUDGING };
  return {
    clock,
    secondJudging,
    upload: async (...uploads) => {
      await ingestTranscripts(openDatabase(env.DB), siteId, uploads, clock.nowMs);
    },
    tick: async (providers, limits = ROOMY, database = env.DB) => {
      const { binding, statementsUsed } = countStatements(database);
      const { learned } = await loadScoringSetup(openDatabase(binding), SCORING_SETTING);
      const report = await runTick(
        {
          db: openDatabase(binding),
          providers,
          learned: new LearnedLimits(learned),
          secondJudging,
          now: () => clock.nowMs,
          newLeaseToken: () => crypto.randomUUID(),
        },
        limits,
      );
      return { ...report, statements: statementsUsed() };
    },
  };
}
