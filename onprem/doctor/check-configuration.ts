import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";

import { ConfigError, loadConfig, type AgentConfig } from "../config/load-config.ts";
import { leavesInPlainHttp } from "../config/plain-http.ts";
import { parseConfigFile } from "../install/installed-config.ts";
import { InstallError } from "../install/step.ts";
import { failed, ok, warning, type Finding } from "./finding.ts";

/** Loads the configuration and looks who may read it and its secrets. `config` is null when it cannot be used. */
export function checkConfiguration(
  path: string,
  env: NodeJS.ProcessEnv,
): { config: AgentConfig | null; findings: Finding[] } {
  try {
    const config = loadConfig(path, env);
    return {
      config,
      findings: [ok(path), ...openSecrets(path), ...plainHttp(config), ...timeZone(config)],
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { config: null, findings: [failed(error.message, `sudo nano ${path}`)] };
  }
}

function openSecrets(path: string): Finding[] {
  return [path, ...secretFiles(path)].flatMap((file) => {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined || (stat.mode & 0o007) === 0) return [];
    return [failed(`${file} can be read by everybody on this host`, `sudo chmod 0600 ${file}`)];
  });
}

function secretFiles(path: string): string[] {
  try {
    const { edge, source } = parseConfigFile(path);
    const files = [
      edge.token_file,
      source.kind === "vicidial" ? source.database.password_file : undefined,
    ];
    return files.flatMap((file) => (file === undefined ? [] : [resolve(dirname(path), file)]));
  } catch (error) {
    if (error instanceof InstallError) return [];
    throw error;
  }
}

/** It is allowed there, or the configuration would not have loaded. */
function plainHttp({ edge }: AgentConfig): Finding[] {
  if (!leavesInPlainHttp(edge.url)) return [];
  return [
    warning(
      `transcripts and the site token go to ${edge.url} unencrypted: whoever is on the way can read them`,
      "give edge.url an https address and take allow_plain_http out, unless a tunnel or a line of your own protects the way",
    ),
  ];
}

/** ViciDial's paths carry the host's dates, nights the site's: another zone is allowed, and often a mistake. */
function timeZone({ site }: AgentConfig): Finding[] {
  const hostZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const offset = (zone: string) =>
    new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" })
      .formatToParts()
      .find((part) => part.type === "timeZoneName")?.value;
  if (offset(hostZone) === offset(site.timeZone)) return [];
  return [
    warning(
      `the site's clock (${site.timeZone}) differs from the host's (${hostZone}): nights follow the site's`,
      `nothing, if the centre works in ${site.timeZone}; otherwise set site.time_zone`,
    ),
  ];
}
