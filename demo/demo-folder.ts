import { join } from "node:path";

const root = join(import.meta.dirname, "..", ".nightshift", "demo");

/** Everything that the demo writes lies here. */
export const DEMO_FOLDER = {
  root,
  recordings: join(root, "recordings"),
  agentConfig: join(root, "nightshift.toml"),
  tokenFile: join(root, "site-token"),
  agentState: join(root, "agent"),
  edgeState: join(root, "edge"),
} as const;
