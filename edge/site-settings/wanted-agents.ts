import { OLDEST_AGENT_VERSION, type AgentVersions } from "#shared/contracts/agent-versions.ts";

import manifest from "../../package.json" with { type: "json" };

/** Which agents this edge wants: those that were released with it. */
export const WANTED_AGENTS: AgentVersions = {
  wanted: manifest.version,
  oldest: OLDEST_AGENT_VERSION,
};
