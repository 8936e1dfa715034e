import type { VicidialSourceConfig } from "../../config/load-config.ts";
import type { RecordingFiles } from "../recording-locator.ts";
import type { ServerHosts } from "./allowed-hosts.ts";
import { createDownloadsFolder, type DownloadsFolder } from "./downloads-folder.ts";
import { createRecordingFetcher } from "./fetch-recording.ts";
import type { NightHours } from "./last-night.ts";
import { createRecordingFiles } from "./locate-recording.ts";

export type RecordingFilesOptions = {
  config: Pick<VicidialSourceConfig, "archiveFolder" | "originalsKeptMs" | "http">;
  /** As hostFacts tells it. */
  recordingsFolder: string;
  stateFolder: string;
  minFreeBytes: number;
  night: NightHours;
  timeZone: string;
  /** The user this process runs as. */
  user: string;
  /** The hosts of ViciDial's `servers` table; asked for once a look, and only when something must be fetched. */
  knownHosts: () => Promise<ServerHosts[]>;
  /** Ends what is being fetched. */
  signal: AbortSignal;
  now: () => number;
};

/** ViciDial's recordings on this host and, where the configuration allows it, on the site's others. */
export function openRecordingFiles(
  options: RecordingFilesOptions,
): RecordingFiles & { downloads: DownloadsFolder; close(): Promise<void> } {
  const { config, stateFolder, minFreeBytes, knownHosts, signal } = options;
  const { http } = config;
  const downloads = createDownloadsFolder(stateFolder, minFreeBytes);
  const fetcher = createRecordingFetcher({
    downloads,
    knownHosts,
    configuredHosts: http.hosts,
    maxBytes: http.maxBytes,
    timeoutMs: http.timeoutMs,
    signal,
  });
  const files = createRecordingFiles({
    ...options,
    archiveFolder: config.archiveFolder,
    originalsKeptMs: config.originalsKeptMs,
    fetchRecording: http.enabled ? fetcher.fetchRecording : null,
  });
  return {
    ...files,
    downloads,
    async beginLook() {
      fetcher.beginLook();
      await files.beginLook();
    },
    close: fetcher.close,
  };
}
