import * as z from "zod";

/**
 * The oldest agents that this edge is tested with: those of two minor versions back. Raised when a release makes room for it,
 * never beyond that; edge/ingest/released-agents.test.ts holds it to that.
 */
export const OLDEST_AGENT_VERSION = "0.1.0";

const versionSchema = z.string().min(1).max(32);

/** Which agents an edge wants, in its answer of `GET /ingest/settings`. */
export const agentVersionsSchema = z.object({
  /** The edge's own version. */
  wanted: versionSchema,
  /** Older ones are not refused, and nobody has tried whether they are understood. */
  oldest: versionSchema,
});
export type AgentVersions = z.infer<typeof agentVersionsSchema>;

export type AgentAge = "current" | "old" | "too_old" | "newer" | "unknown";

/** How an agent's version stands to what the edge wants; `unknown` where either is no version number. */
export function ageOfAgent(version: string, { wanted, oldest }: AgentVersions): AgentAge {
  const toWanted = compareVersions(version, wanted);
  const toOldest = compareVersions(version, oldest);
  if (toWanted === null || toOldest === null) return "unknown";
  if (toWanted > 0) return "newer";
  if (toWanted === 0) return "current";
  return toOldest < 0 ? "too_old" : "old";
}

/** Negative when `a` is the older one; null when either is not three numbers with dots between. */
export function compareVersions(a: string, b: string): number | null {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  if (left === null || right === null) return null;
  const difference = left.map((part, at) => part - (right[at] ?? 0)).find((part) => part !== 0);
  return difference ?? 0;
}

function numbersOf(version: string): number[] | null {
  return /^\d+\.\d+\.\d+$/.test(version) ? version.split(".").map(Number) : null;
}
