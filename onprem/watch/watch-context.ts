import type { DatabaseSync } from "node:sqlite";

import type { AgentConfig } from "../config/load-config.ts";
import type { EdgeClient } from "../outbox/edge-client.ts";
import type { RecordingSource } from "../source.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { WatchTimings } from "./watch-timings.ts";

/** What the steps of `watch` work with. */
export type WatchContext = {
  db: DatabaseSync;
  edge: EdgeClient;
  source: RecordingSource;
  config: AgentConfig;
  log: Logger;
  timings: WatchTimings;
  agentVersion: string;
  host: string;
  /** Folders to look for programs in, as in PATH. */
  searchPath: string;
  /** When `watch` was started, in epoch milliseconds. */
  startedAt: number;
  now: () => number;
  random: () => number;
};
