import { readFileSync } from "node:fs";
import { release } from "node:os";

import { readHostIdentity } from "../install/preflight.ts";
import { ok, type Finding } from "./finding.ts";

/** For whoever helps from afar. */
export function checkVersions(agentVersion: string): Finding[] {
  const { arch, glibc } = readHostIdentity();
  return [
    ok(
      `Nightshift ${agentVersion}, Node ${process.version.slice(1)}, SQLite ${process.versions.sqlite}, ${systemName()}, Linux ${release()}, glibc ${glibc ?? "none"}, ${arch}`,
    ),
  ];
}

function systemName(): string {
  try {
    const line = /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync("/etc/os-release", "utf8"));
    return line?.[1] ?? "an unknown system";
  } catch {
    return "an unknown system";
  }
}
