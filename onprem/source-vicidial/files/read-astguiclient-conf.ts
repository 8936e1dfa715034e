import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";

import type { VicidialSourceConfig } from "../../config/load-config.ts";
import { SourceError } from "../../source.ts";

/** What ViciDial's own configuration says of this host; null where it says nothing. */
export type AstguiclientConf = {
  /** Where Asterisk writes recordings while they run. Nothing is ever read there. */
  monitorFolder: string | null;
  /** Where finished recordings lie, with ORIG, MP3, FTP… below it. */
  doneFolder: string | null;
  serverIp: string | null;
  databaseHost: string | null;
  databaseName: string | null;
  databasePort: number | null;
  /** The web address under which ViciDial's FTP step says that uploaded recordings lie. */
  httpPath: string | null;
};

/** What the source must know of the host it runs on. */
export type HostFacts = {
  recordingsFolder: string;
  /** Addresses as in recording_log.server_ip, or "all". */
  serverIps: string[] | "all";
};

/**
 * Where this host's recordings lie and under which addresses ViciDial knows it: as the configuration says, else as
 * astguiclient.conf says. That file is read only when the configuration leaves something out. Throws SourceError.
 */
export function hostFacts(
  source: Pick<VicidialSourceConfig, "astguiclientConf" | "recordingsFolder" | "serverIps">,
): HostFacts {
  const { recordingsFolder, serverIps, astguiclientConf } = source;
  if (recordingsFolder !== null && serverIps !== null) return { recordingsFolder, serverIps };
  const missing = [
    ...(recordingsFolder === null ? ["source.recordings_folder"] : []),
    ...(serverIps === null ? ["source.server_ips"] : []),
  ].join(" and ");
  const conf = readAstguiclientConf(astguiclientConf, missing);
  const folder = recordingsFolder ?? conf.doneFolder;
  if (folder === null || !isAbsolute(folder)) {
    throw new SourceError(
      `${astguiclientConf} names no folder as PATHDONEmonitor: set source.recordings_folder in the configuration.`,
    );
  }
  const ips = serverIps ?? (conf.serverIp === null ? null : [conf.serverIp]);
  if (ips === null) {
    throw new SourceError(
      `${astguiclientConf} has no VARserver_ip: set source.server_ips in the configuration.`,
    );
  }
  return { recordingsFolder: folder, serverIps: ips };
}

/** Reads astguiclient.conf; `missing` names the settings that are needed from it. Throws SourceError. */
export function readAstguiclientConf(path: string, missing: string): AstguiclientConf {
  try {
    return parseAstguiclientConf(readFileSync(path, "utf8"));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    const mend =
      code === "EACCES"
        ? `let the agent's user read it (setfacl -m u:nightshift:r ${path})`
        : "say in source.astguiclient_conf where it lies";
    throw new SourceError(
      `${path} cannot be read (${code}), and the configuration does not say ${missing}: set that there, or ${mend}.`,
    );
  }
}

/**
 * Takes a line as ViciDial's own scripts do: blanks and `>` count for nothing, `#` and `;` begin a comment, the value
 * comes after the last `=`, the last line of a name wins. The database's and FTP's user and password are not kept.
 */
export function parseAstguiclientConf(text: string): AstguiclientConf {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^(\w+)=(?:.*=)?(.+)$/.exec(line.replaceAll(/[#;].*|[\s>]/g, "")) ?? [];
    if (name !== undefined && value !== undefined) values.set(name, value);
  }
  const port = Number(values.get("VARDB_port"));
  return {
    monitorFolder: values.get("PATHmonitor") ?? null,
    doneFolder: values.get("PATHDONEmonitor") ?? null,
    serverIp: values.get("VARserver_ip") ?? null,
    databaseHost: values.get("VARDB_server") ?? null,
    databaseName: values.get("VARDB_database") ?? null,
    databasePort: Number.isInteger(port) && port > 0 && port < 65_536 ? port : null,
    httpPath: values.get("VARHTTP_path") ?? null,
  };
}
