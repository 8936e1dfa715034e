import { userInfo } from "node:os";
import type { DatabaseSync } from "node:sqlite";

import type { AgentConfig, VicidialSourceConfig } from "../config/load-config.ts";
import type { RecordingSource } from "../source.ts";
import { connectDatabase } from "./connect-database.ts";
import type { ServerHosts } from "./files/allowed-hosts.ts";
import { openRecordingFiles } from "./files/open-recording-files.ts";
import { hostFacts } from "./files/read-astguiclient-conf.ts";
import { allServers, type ServerRow } from "./statements.ts";
import { createVicidialSource } from "./vicidial-source.ts";

export type OpenVicidialOptions = {
  db: DatabaseSync;
  source: VicidialSourceConfig;
  config: Pick<AgentConfig, "site" | "priorities" | "night" | "stateFolder" | "minFreeBytes">;
  /** Ends what is being fetched. */
  signal: AbortSignal;
  now: () => number;
};

/**
 * ViciDial's database and directories as the configuration and the host's astguiclient.conf name them, as one source.
 * Throws SourceError when neither says where the recordings lie.
 */
export function openVicidialSource({
  db,
  source,
  config,
  signal,
  now,
}: OpenVicidialOptions): RecordingSource {
  const { recordingsFolder, serverIps } = hostFacts(source);
  const database = connectDatabase(source.database);
  const files = openRecordingFiles({
    config: source,
    recordingsFolder,
    stateFolder: config.stateFolder,
    minFreeBytes: config.minFreeBytes,
    night: config.night,
    timeZone: config.site.timeZone,
    user: userInfo().username,
    knownHosts: async () => (await database.read(allServers)).map(hostsOf),
    signal,
    now,
  });
  const vicidial = createVicidialSource({
    db,
    config: source,
    serverIps: serverIps === "all" ? "all" : new Set(serverIps),
    timeZone: config.site.timeZone,
    priorities: config.priorities,
    files,
    database,
    now,
  });
  return {
    look: () => vicidial.look(),
    async removeLeftovers() {
      return files.downloads.sweepDownloads(db, now());
    },
    async close() {
      await vicidial.close();
      await files.close();
    },
  };
}

function hostsOf(row: ServerRow): ServerHosts {
  return {
    serverIp: row.server_ip,
    altServerIp: row.alt_server_ip,
    externalServerIp: row.external_server_ip,
    recordingWebLink: row.recording_web_link ?? "SERVER_IP",
  };
}
