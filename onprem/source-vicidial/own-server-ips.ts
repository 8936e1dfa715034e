import { ConfigError, type VicidialSourceConfig } from "../config/load-config.ts";

/** Dialers whose recordings lie on this host. Throws ConfigError. */
export function ownServerIps(
  source: Pick<VicidialSourceConfig, "serverIps">,
): ReadonlySet<string> | "all" {
  if (source.serverIps === null) {
    throw new ConfigError(
      "Set source.server_ips: reading them from astguiclient.conf is not wired yet.",
    );
  }
  return source.serverIps === "all" ? "all" : new Set(source.serverIps);
}
