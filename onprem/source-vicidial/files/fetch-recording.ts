import { Agent, request, type Dispatcher } from "undici";

import { SourceError } from "../../source.ts";
import type { LocatedRecording } from "../recording-locator.ts";
import type { RecordingRef } from "../recording-ref.ts";
import {
  allowedHosts,
  isAllowed,
  recordingUrl,
  type AllowedHosts,
  type ServerHosts,
} from "./allowed-hosts.ts";
import type { DownloadsFolder } from "./downloads-folder.ts";
import { asFetchFailure, FetchFailure } from "./fetch-failure.ts";
import { keepDownload } from "./keep-download.ts";

/** What one look may fetch; the rest comes with the next ones. */
export const DOWNLOADS_PER_LOOK = 10;
const MAX_REDIRECTS = 3;
const CONNECT_TIMEOUT_MS = 10_000;

export type FetcherOptions = {
  downloads: DownloadsFolder;
  /** The hosts of ViciDial's `servers` table. */
  knownHosts: () => Promise<ServerHosts[]>;
  /** source.http.hosts of the configuration. */
  configuredHosts: string[];
  maxBytes: number;
  /** For one recording, from the first byte to the last. */
  timeoutMs: number;
  signal: AbortSignal;
};

export type RecordingFetcher = {
  /** A new look: hosts are known anew, and its downloads are counted from nought. */
  beginLook(): void;
  fetchRecording(recordingId: string, ref: RecordingRef): Promise<LocatedRecording>;
  close(): Promise<void>;
};

/**
 * Fetches recordings from their `location` over HTTP(S), from hosts of this site and from no other, wherever a location or
 * a redirect may point. What comes is written to the downloads folder, no larger than allowed, and only when it is sound.
 */
export function createRecordingFetcher(options: FetcherOptions): RecordingFetcher {
  const { downloads, knownHosts, configuredHosts, timeoutMs, signal } = options;
  const dispatcher = new Agent({
    connect: { timeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connections: 1,
  });
  const downHosts = new Set<string>();
  let hosts: Promise<AllowedHosts> | null = null;
  let left = DOWNLOADS_PER_LOOK;

  async function fetchInto(recordingId: string, location: string): Promise<LocatedRecording> {
    // Asked for once a look, also when there was no answer.
    hosts ??= knownHosts().then((servers) => allowedHosts(servers, configuredHosts));
    const allowed = await hosts.catch((error: unknown) => {
      if (!(error instanceof SourceError)) throw error;
      throw new FetchFailure("ViciDial's database cannot say now which hosts are this site's.");
    });
    const url = recordingUrl(location, allowed);
    if (url === null) {
      throw new FetchFailure(
        "It lies on a host that is neither in ViciDial's servers table nor in source.http.hosts.",
      );
    }
    if (downHosts.has(url.host)) throw new FetchFailure("Its host does not answer.");
    if (left <= 0) throw new FetchFailure("It is fetched from its host at one of the next looks.");
    const maxBytes = Math.min(options.maxBytes, downloads.room());
    if (maxBytes < options.maxBytes) {
      throw new FetchFailure(
        "There is no room to fetch it into: the disk or the downloads folder is full.",
      );
    }
    left--;
    const until = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const answer = await follow(url, allowed, dispatcher, until);
      const file = await keepDownload(answer, recordingId, downloads, maxBytes);
      return { found: true, file };
    } catch (error) {
      const failure = asFetchFailure(error, signal.aborted);
      if (failure.hostIsDown) downHosts.add(url.host);
      throw failure;
    }
  }

  return {
    beginLook() {
      downHosts.clear();
      hosts = null;
      left = DOWNLOADS_PER_LOOK;
    },
    async fetchRecording(recordingId, { location }) {
      const file = downloads.find(recordingId);
      if (file !== null) return { found: true, file };
      try {
        return await fetchInto(recordingId, location ?? "");
      } catch (error) {
        if (!(error instanceof FetchFailure)) throw error;
        return { found: false, reason: error.message, gone: false };
      }
    },
    close: () => dispatcher.close(),
  };
}

/** Asks, and follows redirects within the same host. Throws FetchFailure for every answer that is no file. */
async function follow(
  first: URL,
  allowed: AllowedHosts,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  let url = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    // GET at once: not every server that serves files answers HEAD.
    const answer = await request(url, {
      dispatcher,
      signal,
      headers: { "accept-encoding": "identity", "user-agent": "nightshift" },
    });
    if (answer.statusCode === 200) return answer;
    answer.body.on("error", () => undefined).destroy();
    const target = redirectTarget(answer, url);
    if (target === null) throw refusal(answer.statusCode);
    if (target.hostname !== url.hostname || !isAllowed(target, allowed)) {
      throw new FetchFailure("Its host redirects to another one, which is not followed.");
    }
    url = target;
  }
  throw new FetchFailure("Its host redirects in circles.");
}

function redirectTarget(answer: Dispatcher.ResponseData, from: URL): URL | null {
  const { location } = answer.headers;
  const isRedirect = answer.statusCode >= 300 && answer.statusCode < 400;
  if (!isRedirect || typeof location !== "string" || !URL.canParse(location, from.href))
    return null;
  return new URL(location, from);
}

function refusal(status: number): FetchFailure {
  switch (status) {
    case 401:
    case 403:
      return new FetchFailure(
        `Its host refuses it (HTTP ${status}): let this host read /RECORDINGS/ there, or run Nightshift on that host.`,
      );
    case 404:
    case 410:
      return new FetchFailure(`Its host does not have it (HTTP ${status}).`);
    default:
      return new FetchFailure(`Its host answered HTTP ${status}.`, status >= 500);
  }
}
