import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Where the demo keeps what it writes. */
export type DemoFolder = {
  root: string;
  recordings: string;
  agentConfig: string;
  tokenFile: string;
  agentState: string;
  edgeState: string;
};

/** The folder that `npm run demo` uses. */
export const DEFAULT_DEMO_ROOT = join(import.meta.dirname, "..", ".nightshift", "demo");

/** Empties the folder, so that every run starts clean. Only its owner may look into it. */
export function startCleanFolder(root: string): DemoFolder {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true, mode: 0o700 });
  return {
    root,
    recordings: join(root, "recordings"),
    agentConfig: join(root, "nightshift.toml"),
    tokenFile: join(root, "site-token"),
    agentState: join(root, "agent"),
    edgeState: join(root, "edge"),
  };
}
