import type { Quota } from "#shared/contracts/spending.ts";

import type { Database } from "../db/client.ts";
import { providerKeys, type Env } from "../env.ts";
import { canBeAsked, limitedJudge } from "../providers/limited-judge.ts";
import type { LimitName } from "../providers/provider.ts";
import { LearnedLimits, type LimitedJudge } from "../scoring/quota/learned-limits.ts";
import { quotaWindows } from "../scoring/quota/quota-windows.ts";
import { loadScoringSetup } from "../scoring/scoring-setup.repository.ts";
import { SCORING_SETTING, settingsInForce } from "../settings/scoring-settings.usecase.ts";
import { readQuotaRows, type QuotaRow } from "./quota-rows.repository.ts";

const ROWS = [
  { window: "minute", unit: "requests", limitName: "requestsPerMinute" },
  { window: "minute", unit: "tokens", limitName: "tokensPerMinute" },
  { window: "day", unit: "requests", limitName: "requestsPerDay" },
  { window: "day", unit: "tokens", limitName: "tokensPerDay" },
] as const;

/** How much of each provider's limits is used now, in the order in which they are asked. */
export async function providerQuotas(db: Database, env: Env, nowMs: number): Promise<Quota> {
  const { versions, learned: known } = await loadScoringSetup(db, SCORING_SETTING);
  const { settings } = settingsInForce(versions, env);
  if (settings === null) return [];
  const learned = new LearnedLimits(known);
  const keys = providerKeys(env);
  const judges = settings.providers.map((setting) => {
    const judge = limitedJudge(setting);
    const limits = learned.of(judge, nowMs);
    const windows = quotaWindows(limits, nowMs);
    return { judge, limits, windows, hasKey: canBeAsked(setting, keys) };
  });
  const rows = await readQuotaRows(
    db,
    judges.map(({ judge, windows }) => ({
      provider: judge.name,
      model: judge.model,
      windows: [windows.minute.key, windows.day.key],
    })),
  );
  return judges.flatMap(({ judge, limits, windows, hasKey }) => {
    const own = rows.filter((row) => row.provider === judge.name && row.model === judge.model);
    const door = doorOf(own, hasKey, nowMs);
    return ROWS.map(({ window, unit, limitName }) => ({
      provider: judge.name,
      model: judge.model,
      window,
      unit,
      used: own.find((row) => row.window === windows[window].key)?.[unit] ?? 0,
      limit: limits[limitName],
      limit_source: sourceOf(judge, limitName, limits[limitName], learned, nowMs),
      resets_at: new Date(windows[window].endsAtMs).toISOString(),
      ...door,
    }));
  });
}

type Door = Pick<Quota[number], "state" | "closed_until" | "closed_reason">;

function doorOf(rows: readonly QuotaRow[], hasKey: boolean, nowMs: number): Door {
  const [latest] = rows
    .flatMap(({ window, closedUntilMs }) =>
      closedUntilMs === null ? [] : [{ reason: window.replace("closed:", ""), closedUntilMs }],
    )
    .toSorted((a, b) => b.closedUntilMs - a.closedUntilMs);
  if (!hasKey) return { state: "no_key", closed_until: null, closed_reason: null };
  const isOver = latest === undefined || latest.closedUntilMs <= nowMs;
  // a limit of the minute needs no probe once it is over
  if (latest === undefined || (isOver && latest.reason === "minute_limit")) {
    return { state: "open", closed_until: null, closed_reason: null };
  }
  return {
    state: isOver ? "half_open" : "closed",
    closed_until: new Date(latest.closedUntilMs).toISOString(),
    closed_reason: latest.reason,
  };
}

function sourceOf(
  judge: LimitedJudge,
  name: LimitName,
  limit: number | null,
  learned: LearnedLimits,
  nowMs: number,
): Quota[number]["limit_source"] {
  if (limit === null) return null;
  if (judge.limitsSet.includes(name) && judge.limits[name] === limit) return "setting";
  return learned.valueOf(judge, name, nowMs) === limit ? "provider" : "catalogue";
}
