import { createEdgeClient } from "../outbox/edge-client.ts";
import { EdgeRefusedError, EdgeUnavailableError } from "../outbox/edge-errors.ts";
import { versionAdvice } from "../outbox/version-advice.ts";
import { failed, ok, warning, type Finding } from "./finding.ts";

const TIMEOUT_MS = 15_000;

/** The edge answers, knows the token, and means the same site by it; and what it thinks of this agent's version. */
export async function checkEdge(
  edge: { url: string; token: string },
  siteId: string,
  agentVersion: string,
): Promise<Finding[]> {
  const client = createEdgeClient({
    ...edge,
    retries: 0,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  try {
    const { site_id: known, agent_versions: versions } = await client.settings();
    if (known === siteId) {
      const advice = versionAdvice(agentVersion, versions);
      return [
        ok(`${edge.url} knows this site as ${known}`),
        ...(advice === null ? [] : [warning(advice.detail, advice.mend)]),
      ];
    }
    return [
      failed(
        `${edge.url} knows the token's site as ${known}, the configuration calls it ${siteId}`,
        `set site.id to ${known}, or ask for a token of ${siteId}`,
      ),
    ];
  } catch (error) {
    if (error instanceof EdgeRefusedError) {
      return [
        failed(
          error.message,
          "ask whoever runs the edge for a new site token and put it into /etc/nightshift/site-token",
        ),
      ];
    }
    if (error instanceof EdgeUnavailableError) {
      return [failed(error.message, `check edge.url, DNS and firewall:  curl -I ${edge.url}`)];
    }
    throw error;
  } finally {
    await client.close();
  }
}
