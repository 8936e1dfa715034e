import { statfs } from "node:fs/promises";

import { composeMetrics } from "../telemetry/metrics.ts";
import { writeTextfile } from "../telemetry/write-textfile.ts";
import type { Step } from "./poll-loop.ts";
import { readStageHealth, STAGES } from "./stage-health.ts";
import type { WatchContext } from "./watch-context.ts";

/** Writes the metrics to where node_exporter reads them. */
export function createMetricsStep(context: WatchContext, path: string): Step {
  const { db, config, agentVersion, now } = context;
  return async () => {
    const health = new Map(STAGES.map((stage) => [stage, readStageHealth(db, stage)]));
    const isWell = (stage: (typeof STAGES)[number]) => health.get(stage)?.error === null;
    const disk = await statfs(config.stateFolder).catch(() => null);
    const text = await composeMetrics(
      db,
      {
        agentVersion,
        lastSuccess: Object.fromEntries(
          [...health].map(([stage, { last_success_at }]) => [stage, last_success_at]),
        ),
        sourceUp: isWell("look"),
        edgeUp: isWell("delivery") && isWell("heartbeat"),
        diskFreeBytes: disk === null ? null : disk.bavail * disk.bsize,
      },
      now(),
    );
    await writeTextfile(path, text);
  };
}
