/** What Cloudflare allows of Workers and D1 (its documents, September 2026); monthly allowances as a thirtieth a day. */
export const PLANS = {
  free: {
    requestsADay: 100_000,
    rowsReadADay: 5_000_000,
    rowsWrittenADay: 100_000,
    databaseBytes: 500_000_000,
  },
  paid: {
    requestsADay: 10_000_000 / 30,
    rowsReadADay: 25_000_000_000 / 30,
    rowsWrittenADay: 50_000_000 / 30,
    databaseBytes: 10_000_000_000,
  },
} as const;
export type PlanName = keyof typeof PLANS;
export const PLAN_NAMES = ["free", "paid"] as const satisfies readonly PlanName[];
