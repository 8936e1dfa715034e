import { addDays, localDateAt, wallTimeAt } from "#shared/time/site-time.ts";

import type { Database } from "../db/client.ts";
import {
  putUpForReview,
  readDayForSampling,
  readSampledSites,
  type ScoredCall,
} from "./sampling.repository.ts";

/** The night's calls are scored by then. */
const SAMPLED_FROM_HOUR = 8;
/** Calls of each agent and day that people see whatever the judge said: without them nobody would know how good it is. */
export const SAMPLES_PER_AGENT = 1;
/** A total so many standard deviations from the agent's mean is worth a look. */
const OUTLIER_SIGMAS = 2.5;
/** Fewer scores say nothing of an agent's spread. */
const MIN_CALLS_FOR_OUTLIERS = 20;
const MAX_PER_DAY = 500;

/** What a run takes of an invocation's statements. */
export const SAMPLING_STATEMENTS = 7;

/**
 * Puts yesterday's samples and outliers of one site up for review, once a day, and lets go of what has waited too long.
 * Answers how many calls it put up; 0 when no site is due. `random` gives numbers from 0 to 1.
 */
export async function sampleForReview(
  db: Database,
  nowMs: number,
  random: () => number,
): Promise<number> {
  const site = (await readSampledSites(db)).find(({ timeZone, sampledThrough }) => {
    const yesterday = addDays(localDateAt(nowMs, timeZone), -1);
    return (
      wallTimeAt(nowMs, timeZone).hour >= SAMPLED_FROM_HOUR && (sampledThrough ?? "") < yesterday
    );
  });
  if (site === undefined) return 0;
  const date = addDays(localDateAt(nowMs, site.timeZone), -1);
  const { calls, spreads } = await readDayForSampling(db, site.siteId, date);
  const outliers = calls.filter(({ agentUser, total }) => {
    const spread = spreads.get(agentUser);
    if (spread === undefined || spread.calls < MIN_CALLS_FOR_OUTLIERS) return false;
    return Math.abs(total - spread.mean) > OUTLIER_SIGMAS * spread.deviation;
  });
  const samples = drawPerAgent(calls, random);
  return putUpForReview(db, site, date, {
    outlier: outliers.slice(0, MAX_PER_DAY).map(({ recordingId }) => recordingId),
    sample: samples.slice(0, MAX_PER_DAY).map(({ recordingId }) => recordingId),
    nowMs,
  });
}

/** Of each agent so many calls, each as likely as any other of theirs. */
function drawPerAgent(calls: readonly ScoredCall[], random: () => number): ScoredCall[] {
  const byAgent = Map.groupBy(calls, ({ agentUser }) => agentUser);
  return [...byAgent.values()].flatMap((theirs) => {
    const left = [...theirs];
    return Array.from({ length: Math.min(SAMPLES_PER_AGENT, left.length) }, () =>
      left.splice(Math.floor(random() * left.length), 1),
    ).flat();
  });
}
