import type { HostTools } from "../install/run-tool.ts";
import { failed, ok, warning, type Finding } from "./finding.ts";

const WARN_SEC = 30;
const FAIL_SEC = 300;
const MEND = "sudo timedatectl set-ntp true, or start chronyd";

/**
 * The clock decides when the night ends. It is set by the network, and agrees with the edge's; `edgeTimeMs` is null when
 * that is not known.
 */
export async function checkClock(
  tools: HostTools,
  now: () => number,
  edgeTimeMs: () => Promise<number | null>,
): Promise<Finding[]> {
  const synchronized = tools.run("timedatectl", ["show", "--property=NTPSynchronized", "--value"]);
  const findings: Finding[] = [];
  const edgeMs = await edgeTimeMs();
  if (edgeMs !== null) {
    const offsetSec = Math.round((now() - edgeMs) / 1000);
    const apart = Math.abs(offsetSec);
    const what = `${apart} s ${offsetSec < 0 ? "behind" : "ahead of"} the edge's clock`;
    if (apart >= FAIL_SEC) findings.push(failed(`the host's clock is ${what}`, MEND));
    else if (apart >= WARN_SEC) findings.push(warning(`the host's clock is ${what}`, MEND));
    else findings.push(ok("agrees with the edge's"));
  }
  if (synchronized.ok && synchronized.stdout === "no") {
    findings.push(warning("the host's clock is not set by the network", MEND));
  } else if (synchronized.stdout === "yes") {
    findings.push(ok("is set by the network"));
  }
  return findings.length > 0
    ? findings
    : [warning("it cannot be told whether the host's clock is right", "timedatectl status")];
}
