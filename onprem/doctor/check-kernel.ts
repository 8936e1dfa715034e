import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { HostTools } from "../install/run-tool.ts";
import { failed, ok, warning, type Finding } from "./finding.ts";

/** What keeps transcription off production: cgroup v2 with cpuset, pressure information, and the tools that pin. */
export function checkKernel(
  tools: HostTools,
  proc = "/proc",
  cgroup = "/sys/fs/cgroup",
): Finding[] {
  const findings: Finding[] = [];
  const missing = ["taskset", "nice", "ionice", "setpriv"].filter((tool) => !tools.has(tool));
  if (missing.length > 0) {
    findings.push(
      failed(
        `${missing.join(", ")} not found: workers would not be pinned or would not give way`,
        "install the package util-linux (and coreutils for nice)",
      ),
    );
  }
  const controllers = readOrNull(join(cgroup, "cgroup.controllers"));
  if (controllers === null) {
    findings.push(
      warning(
        "cgroup v2 is not in use: the slice's limits do not hold; pinning, nice 19, idle disk priority and the guard still do",
        "boot with systemd.unified_cgroup_hierarchy=1",
      ),
    );
  } else {
    const lacking = ["cpuset", "cpu", "memory", "io"].filter(
      (name) => !controllers.split(/\s+/).includes(name),
    );
    if (lacking.length > 0) {
      findings.push(
        warning(
          `the kernel offers no control of ${lacking.join(", ")}`,
          "another kernel, if possible",
        ),
      );
    }
  }
  if (!existsSync(join(proc, "pressure", "cpu"))) {
    findings.push(
      warning(
        "the kernel tells nothing of pressure (PSI): the guard goes by the utilisation of production's cores alone",
        "boot with psi=1",
      ),
    );
  }
  return findings.length > 0 ? findings : [ok("cgroup v2, pressure information, pinning")];
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
