import type { ScoringSettings } from "#shared/contracts/scoring-settings.ts";
import type { Cost, CostForecast, Quota } from "#shared/contracts/spending.ts";

import { listSites } from "../admin/sites.repository.ts";
import { actorName, readActorNames } from "../audit/actor-names.repository.ts";
import type { Database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { lastDays, type SiteClock } from "../qa-api/period.ts";
import { readScoringSettings, type SettingsInForce } from "../settings/scoring-settings.usecase.ts";
import { forecastCosts, listCosts } from "../spending/costs.usecase.ts";
import { providerQuotas } from "../spending/quota.usecase.ts";

export type JudgesView = {
  inForce: SettingsInForce;
  /** Who stored what holds; null for the Worker's variables. */
  changedBy: string | null;
  /** Several sites share the judges, so that no admin of one of them changes them here. */
  isShared: boolean;
  /** In the order in which they are asked. */
  judges: JudgeState[];
};

export type JudgeState = {
  provider: string;
  model: string;
  quota: Quota;
  today: Cost[number] | null;
  forecast: CostForecast[number] | null;
};

/** The judges with today's use of their limits, what they cost today and what the month is heading for. */
export async function viewJudges(
  db: Database,
  env: Env,
  siteId: string,
  clock: SiteClock,
): Promise<JudgesView> {
  const [inForce, quotas, today, forecasts, sites] = await Promise.all([
    readScoringSettings(db, env),
    providerQuotas(db, env, clock.nowMs),
    listCosts(db, siteId, lastDays(1, clock)),
    forecastCosts(db, siteId, clock),
    listSites(db),
  ]);
  const { source } = inForce;
  const by = source.kind === "stored" ? source.changedBy : null;
  const byJudge = Map.groupBy(quotas, ({ provider, model }) => JSON.stringify([provider, model]));
  return {
    inForce,
    changedBy: by === null ? null : actorName(await readActorNames(db, siteId, [by]), by),
    isShared: sites.length > 1,
    judges: [...byJudge.values()].flatMap((quota) => {
      const [first] = quota;
      if (first === undefined) return [];
      const { provider, model } = first;
      const isOwn = (row: { provider: string; model: string }) =>
        row.provider === provider && row.model === model;
      return [
        {
          provider,
          model,
          quota,
          today: today.find(isOwn) ?? null,
          forecast: forecasts.find(isOwn) ?? null,
        },
      ];
    }),
  };
}

/** The judges as the form's JSON has them. */
export function providersText(settings: ScoringSettings | null): string {
  return JSON.stringify(settings?.providers ?? [{ provider: "rules" }], null, 2);
}
