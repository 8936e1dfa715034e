import type { VicidialSourceConfig } from "../config/load-config.ts";
import { hostFacts } from "./files/read-astguiclient-conf.ts";

/** Dialers whose recordings lie on this host. Throws SourceError when neither configuration nor ViciDial says. */
export function ownServerIps(source: VicidialSourceConfig): ReadonlySet<string> | "all" {
  const serverIps = source.serverIps ?? hostFacts(source).serverIps;
  return serverIps === "all" ? "all" : new Set(serverIps);
}
