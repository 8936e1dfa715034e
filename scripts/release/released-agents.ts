import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { RecordedAgent } from "../../edge/testing/recorded-agent.ts";

const FOLDER = join("edge", "ingest", "fixtures");

/** What was recorded of every released agent, below the repository at `root`. */
export function readReleasedAgents(root: string): RecordedAgent[] {
  return readdirSync(join(root, FOLDER)).map((version) => {
    const path = join(root, FOLDER, version, "agent.json");
    const agent: RecordedAgent = JSON.parse(readFileSync(path, "utf8"));
    return agent;
  });
}

/** Returns the path of the file, from the repository's root. */
export function writeReleasedAgent(root: string, agent: RecordedAgent): string {
  const path = join(FOLDER, agent.version, "agent.json");
  mkdirSync(join(root, FOLDER, agent.version), { recursive: true });
  writeFileSync(join(root, path), `${JSON.stringify(agent, null, 2)}\n`);
  return path;
}
