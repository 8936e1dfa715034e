import * as z from "zod";

import type { Env } from "./env.ts";
import { logEvent } from "./errors/log-event.ts";

const workersPlanSchema = z.enum(["free", "paid"]);
/** Cloudflare's plan for Workers that the deployment is on, as `WORKERS_PLAN` says. */
export type WorkersPlan = z.infer<typeof workersPlanSchema>;

/**
 * How many statements an invocation of the cron makes of D1: `all`, of which `scoring` and the chores beside it take their part
 * and sending has the rest. D1 allows 50 on the free plan and 1,000 on the paid one (its limits, September 2026).
 */
export const STATEMENTS: Record<WorkersPlan, { scoring: number; all: number }> = {
  free: { scoring: 39, all: 49 },
  paid: { scoring: 900, all: 990 },
};

/** The free plan unless the variable says otherwise; a word that is none is told to the log, once a minute. */
export function workersPlan({ WORKERS_PLAN }: Pick<Env, "WORKERS_PLAN">): WorkersPlan {
  const { success, data } = workersPlanSchema.safeParse(WORKERS_PLAN?.trim() || "free");
  if (success) return data;
  logEvent("setting_not_usable", {
    setting: "WORKERS_PLAN",
    problem: 'has to be "free" or "paid"',
  });
  return "free";
}
