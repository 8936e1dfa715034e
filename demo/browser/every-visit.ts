import type { D1Database } from "@cloudflare/workers-types";
import type { Browser, BrowserContext } from "playwright-core";
import * as z from "zod";

import { signIn } from "./browser.ts";
import { addressesFor, AGENT_PAGES, STAFF_PAGES, VISITOR_PAGES } from "./pages.ts";
import { seedAlerts } from "./seed-alerts.ts";
import { seedCalibration } from "./seed-calibration.ts";
import { seedFollowUp } from "./seed-follow-up.ts";
import { seedScorecards } from "./seed-scorecards.ts";
import { SAMPLE_AGENT, type SeededWorker } from "./seeded-worker.ts";

/** A page as somebody opens it who may. */
export type Visit = {
  name: string;
  address: string;
  session: Awaited<ReturnType<BrowserContext["storageState"]>>;
};

/** All that pages can show. */
export async function seedEverything(db: D1Database, siteId: string): Promise<void> {
  await seedScorecards(db, siteId);
  await seedFollowUp(db, siteId);
  await seedCalibration(db, siteId);
  await seedAlerts(db, siteId);
}

/** Every page there is, as staff, an agent or nobody opens it; `keyOf` says what the seed's keys are called at this site. */
export async function everyVisit(
  worker: SeededWorker,
  browser: Browser,
  keyOf: (key: string) => string = (key) => key,
  moreStaffPages: Record<string, string> = {},
): Promise<Visit[]> {
  const visitsOf = async (pages: Record<string, string>, code: string | null, agent?: string) => {
    const [flaggedId, unmarkedId] = await flaggedCalls(worker, agent);
    const session = await sessionOf(worker, browser, code);
    return addressesFor(pages, flaggedId, unmarkedId, keyOf).map(([name, path]) => ({
      name,
      address: new URL(path.replace("CODE", worker.secrets.signInCode), worker.url).href,
      session,
    }));
  };
  return [
    ...(await visitsOf({ ...STAFF_PAGES, ...moreStaffPages }, worker.secrets.signInCode)),
    ...(await visitsOf(AGENT_PAGES, worker.agentSignInCode, keyOf(SAMPLE_AGENT))),
    ...(await visitsOf(VISITOR_PAGES, null)),
  ];
}

export function visitOf(visits: readonly Visit[], name: string): Visit {
  const found = visits.find((visit) => visit.name === name);
  if (found === undefined) throw new Error(`no page called ${name}`);
  return found;
}

async function sessionOf(worker: SeededWorker, browser: Browser, code: string | null) {
  const context = await browser.newContext();
  try {
    if (code !== null) await signIn(await context.newPage(), worker.url, code);
    return await context.storageState();
  } finally {
    await context.close();
  }
}

/** The first and the last of the month's flagged calls. */
async function flaggedCalls(worker: SeededWorker, agent?: string): Promise<[string, string]> {
  const query = new URLSearchParams({ days: "30", limit: "40" });
  if (agent !== undefined) query.set("agent", agent);
  const answer = await fetch(`${worker.url}/api/qa/flagged?${query}`, {
    headers: { Authorization: `Bearer ${worker.secrets.readToken}` },
  });
  const flagged = z.array(z.object({ recording_id: z.string() })).parse(await answer.json());
  return [flagged[0]?.recording_id ?? "", flagged.at(-1)?.recording_id ?? ""];
}
