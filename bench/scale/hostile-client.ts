import type { SeededRandom } from "../../demo/sample-history/seeded-random.ts";
import { costSchema, type DatabaseCost } from "../measure/database-cost.ts";
import { percentile } from "../measure/percentile.ts";

/** Of all uploads: sent twice at once, and broken off while the edge works on them. */
export type Hostility = { duplicates: number; resets: number };

const TRIES = 12;
const TIMEOUT_MS = 60_000;
const BROKEN_OFF_WITHIN_MS = 40;

/** What was sent and what came of it; costs are those of answers that arrived. */
export class Traffic {
  uploads = 0;
  duplicates = 0;
  resets = 0;
  retries = 0;
  cost: DatabaseCost = { statements: 0, rows_read: 0, rows_written: 0 };
  readonly wallMs: number[] = [];

  add(cost: DatabaseCost): void {
    this.cost.statements += cost.statements;
    this.cost.rows_read += cost.rows_read;
    this.cost.rows_written += cost.rows_written;
  }

  p99Ms(): number {
    return percentile(this.wallMs, 99);
  }
}

/**
 * Uploads as an agent over a bad line does: some bodies are sent twice at the same time, some connections break after the edge
 * has begun, and everything is sent again until it is answered. Throws when the edge refuses, or never answers.
 */
export async function uploadOverBadLine(
  address: URL,
  token: string,
  body: string,
  random: SeededRandom,
  hostility: Hostility,
  traffic: Traffic,
): Promise<void> {
  traffic.uploads += 1;
  const send = async (signal: AbortSignal) => {
    const begunMs = performance.now();
    const response = await fetch(address, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${token}`,
        "Content-Type": "application/json",
        "X-Bench": "meter",
      },
      body,
      signal,
    });
    const text = await response.text();
    if (response.status >= 500 || response.status === 429) return false;
    if (!response.ok) {
      throw new UploadRefused(
        `${address.pathname} was answered ${response.status}: ${text.slice(0, 300)}`,
      );
    }
    traffic.wallMs.push(performance.now() - begunMs);
    traffic.add(costSchema.parse(JSON.parse(response.headers.get("X-Bench-Cost") ?? "null")));
    return true;
  };
  const patient = () => AbortSignal.timeout(TIMEOUT_MS);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (attempt > 0) traffic.retries += 1;
    try {
      if (attempt === 0 && random.chance(hostility.resets)) {
        traffic.resets += 1;
        await send(AbortSignal.timeout(random.integer(1, BROKEN_OFF_WITHIN_MS)));
        // Whether the answer was in time or not, the agent has not seen it.
        continue;
      }
      if (random.chance(hostility.duplicates)) {
        traffic.duplicates += 1;
        const answered = await Promise.all([send(patient()), send(patient())]);
        if (answered.includes(true)) return;
      } else if (await send(patient())) return;
    } catch (thrown) {
      if (thrown instanceof UploadRefused) throw thrown;
      // A broken connection: the agent tries again.
    }
  }
  throw new Error(`${address.pathname} was not answered in ${TRIES} tries`);
}

class UploadRefused extends Error {
  override name = "UploadRefused";
}
