import { userInfo } from "node:os";
import type { DatabaseSync } from "node:sqlite";

import type { AgentConfig, VicidialSourceConfig } from "../config/load-config.ts";
import type { RecordingSource } from "../source.ts";
import { connectDatabase, type VicidialDatabase } from "./connect-database.ts";
import type { ServerHosts } from "./files/allowed-hosts.ts";
import { openRecordingFiles } from "./files/open-recording-files.ts";
import { hostFacts } from "./files/read-astguiclient-conf.ts";
import { allServers } from "./statements.ts";
import { createVicidialSource } from "./vicidial-source.ts";

export type OpenVicidialOptions = {
  db: DatabaseSync;
  source: VicidialSourceConfig;
  config: Pick<AgentConfig, "site" | "priorities" | "stateFolder" | "minFreeBytes" | "night">;
  /** Ends what is being fetched; closing the source does so too. */
  signal?: AbortSignal;
  now: () => number;
};

/**
 * ViciDial on this host as the configuration describes it: one connection to its database, its folders, the site's other
 * hosts. Throws SourceError when it is not known where this host's recordings lie.
 */
export function openVicidialSource(options: OpenVicidialOptions): RecordingSource {
  const { db, source, config, signal, now } = options;
  const { recordingsFolder, serverIps } = hostFacts(source);
  const closing = new AbortController();
  const database = connectDatabase(source.database);
  const files = openRecordingFiles({
    ...config,
    config: source,
    recordingsFolder,
    timeZone: config.site.timeZone,
    user: userInfo().username,
    knownHosts: () => readServers(database),
    signal: signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]),
    now,
  });
  const vicidial = createVicidialSource({
    db,
    database,
    config: source,
    serverIps: serverIps === "all" ? "all" : new Set(serverIps),
    timeZone: config.site.timeZone,
    priorities: config.priorities,
    files,
    now,
  });
  return {
    look: () => vicidial.look(),
    removeLeftovers: async () => files.downloads.sweepDownloads(db, now()),
    async close() {
      closing.abort();
      await files.close();
      await vicidial.close();
    },
  };
}

async function readServers(database: VicidialDatabase): Promise<ServerHosts[]> {
  const servers = await database.read(allServers);
  return servers.map((server) => ({
    serverIp: server.server_ip,
    altServerIp: server.alt_server_ip,
    externalServerIp: server.external_server_ip,
    recordingWebLink: server.recording_web_link ?? "SERVER_IP",
  }));
}
