import { ageOfAgent, type AgentVersions } from "#shared/contracts/agent-versions.ts";

/** What the owner is told of this agent's version; null while it is the one that the edge wants, or the edge is silent. */
export type VersionAdvice = { kind: "old" | "too_old" | "newer"; detail: string; mend: string };

export function versionAdvice(
  ownVersion: string,
  versions: AgentVersions | undefined,
): VersionAdvice | null {
  if (versions === undefined) return null;
  const { wanted, oldest } = versions;
  const install = `install nightshift-${wanted}.tgz: docs/install.md, "Upgrading"`;
  switch (ageOfAgent(ownVersion, versions)) {
    case "old":
      return {
        kind: "old",
        detail: `this agent is ${ownVersion}, the edge wants ${wanted} and still takes ${oldest}`,
        mend: install,
      };
    case "too_old":
      return {
        kind: "too_old",
        detail: `this agent is ${ownVersion}, older than ${oldest}, the oldest that the edge is tested with`,
        mend: install,
      };
    case "newer":
      return {
        kind: "newer",
        detail: `this agent is ${ownVersion}, newer than the edge's ${wanted}`,
        mend: "ask whoever runs the edge to deploy this version there: npm run deploy",
      };
    default:
      return null;
  }
}
