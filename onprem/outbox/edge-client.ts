import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";

import pRetry, { AbortError } from "p-retry";
import { Agent, request as sendRequest } from "undici";
import * as z from "zod";

import {
  storedAudioAnswerSchema,
  wantedAudioSchema,
  type StoredAudioAnswer,
  type WantedAudio,
} from "#shared/contracts/audio.ts";
import {
  forgetAnswerSchema,
  forgottenPageSchema,
  type ForgetAnswer,
  type ForgottenPage,
} from "#shared/contracts/forget.ts";
import { itemResultSchema, type ItemResult } from "#shared/contracts/ingest-answer.ts";
import { receiptsAnswerSchema, type ReceiptsAnswer } from "#shared/contracts/receipts.ts";
import { siteSettingsSchema, type SiteSettings } from "#shared/contracts/settings.ts";

import { isTimeout, readAnswer } from "./edge-answer.ts";
import { EdgeUnavailableError } from "./edge-errors.ts";

/** The edge's answers for single items; what could not be read as one is left out, and so counts as not answered. */
export type BatchAnswer = { results: ItemResult[] };

export type EdgeClient = {
  sendCalls(body: unknown): Promise<BatchAnswer>;
  sendTranscripts(body: unknown): Promise<BatchAnswer>;
  sendHeartbeat(body: unknown): Promise<void>;
  receipts(body: unknown): Promise<ReceiptsAnswer>;
  forget(body: unknown): Promise<ForgetAnswer>;
  /** A page of what is forgotten at the edge. */
  forgotten(body: unknown): Promise<ForgottenPage>;
  settings(): Promise<SiteSettings>;
  wantedAudio(): Promise<WantedAudio>;
  /** Sends a file once; there are no tries after the first one. */
  sendAudio(recordingId: string, file: AudioFile): Promise<StoredAudioAnswer>;
  sayAudioUnavailable(recordingId: string, body: unknown): Promise<void>;
  close(): Promise<void>;
};

export type AudioFile = {
  headers: Record<string, string>;
  bytes: number;
  /** It takes as long as it takes: the whole may last so many milliseconds. */
  body: AsyncIterable<Uint8Array>;
  timeoutMs: number;
};

export type EdgeClientOptions = {
  url: string;
  token: string;
  /** Tries after the first one, for what is worth trying again at once. */
  retries: number;
  /** Ends what is under way. */
  signal: AbortSignal;
  /** How long the whole of one try may take, in milliseconds; a minute by default. */
  timeoutMs?: number;
};

type Content = {
  path: string;
  method: "GET" | "POST";
  headers: Record<string, string>;
  body?: Uint8Array;
};

const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 30_000;
const TOTAL_TIMEOUT_MS = 60_000;
/** Of an answer as it comes over the wire, headers left out. */
const MAX_WIRE_BYTES = 1_000_000;

const batchAnswerSchema = z.object({ results: z.array(z.unknown()) }).transform(({ results }) => ({
  results: results.flatMap((result) => {
    const parsed = itemResultSchema.safeParse(result);
    return parsed.success ? [parsed.data] : [];
  }),
}));

/** Nothing, or JSON: a page of a proxy is neither. */
const anyAnswer = z.unknown().refine((body) => body !== undefined);

/** Speaks to the edge's ingest API: gzip, timeouts, and retries with jitter. Throws EdgeUnavailableError, EdgeRefusedError. */
export function createEdgeClient(options: EdgeClientOptions): EdgeClient {
  const { url, token, retries, signal } = options;
  const timeoutMs = options.timeoutMs ?? TOTAL_TIMEOUT_MS;
  const dispatcher = new Agent({
    connect: { timeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs) },
    headersTimeout: SILENCE_TIMEOUT_MS,
    bodyTimeout: SILENCE_TIMEOUT_MS,
    maxResponseSize: MAX_WIRE_BYTES,
  });

  async function sendFile(path: string, file: AudioFile): Promise<StoredAudioAnswer> {
    const { headers, bytes, timeoutMs } = file;
    const response = await sendRequest(new URL(path, url), {
      method: "PUT",
      dispatcher,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      // By default counted from the beginning, while the file is still on its way.
      headersTimeout: timeoutMs,
      headers: {
        ...headers,
        "content-length": String(bytes),
        authorization: `Bearer ${token}`,
      },
      body: Readable.from(file.body),
    }).catch((error: unknown) => {
      throw unreachable(error);
    });
    return readAnswer(response, storedAudioAnswerSchema, Date.now());
  }

  async function once<Answer>(content: Content, schema: z.ZodType<Answer>): Promise<Answer> {
    const { path, method, body } = content;
    const response = await sendRequest(new URL(path, url), {
      method,
      dispatcher,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: { ...content.headers, authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body }),
    }).catch((error: unknown) => {
      throw unreachable(error);
    });
    return readAnswer(response, schema, Date.now());
  }

  async function request<Answer>(content: Content, schema: z.ZodType<Answer>): Promise<Answer> {
    try {
      return await pRetry(
        () =>
          once(content, schema).catch((error: unknown) => {
            if (isWorthRetrying(error)) throw error;
            throw error instanceof Error ? new AbortError(error) : error;
          }),
        { retries, minTimeout: 500, maxTimeout: 10_000, randomize: true, signal },
      );
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new EdgeUnavailableError("Nightshift is stopping.", { code: "stopping" });
    }
  }

  function post<Answer>(path: string, body: unknown, schema: z.ZodType<Answer>): Promise<Answer> {
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    const content = gzipSync(JSON.stringify(body));
    return request({ path, method: "POST", headers, body: content }, schema);
  }

  return {
    sendCalls: (body) => post("/ingest/calls", body, batchAnswerSchema),
    sendTranscripts: (body) => post("/ingest/transcripts", body, batchAnswerSchema),
    sendHeartbeat: async (body) => {
      await post("/ingest/heartbeat", body, anyAnswer);
    },
    receipts: (body) => post("/ingest/receipts", body, receiptsAnswerSchema),
    forget: (body) => post("/ingest/forget", body, forgetAnswerSchema),
    forgotten: (body) => post("/ingest/forgotten", body, forgottenPageSchema),
    settings: () =>
      request({ path: "/ingest/settings", method: "GET", headers: {} }, siteSettingsSchema),
    wantedAudio: () =>
      request({ path: "/ingest/audio/wanted", method: "GET", headers: {} }, wantedAudioSchema),
    sendAudio: (recordingId, file) => sendFile(audioPath(recordingId), file),
    sayAudioUnavailable: async (recordingId, body) => {
      await post(`${audioPath(recordingId)}/unavailable`, body, anyAnswer);
    },
    close: () => dispatcher.destroy(),
  };
}

function audioPath(recordingId: string): string {
  return `/ingest/audio/${encodeURIComponent(recordingId)}`;
}

/** A passing fault, unless the edge named a time itself or a whole timeout has been waited for already. */
function isWorthRetrying(error: unknown): boolean {
  return (
    error instanceof EdgeUnavailableError &&
    error.retryAfterMs === null &&
    !["edge_timeout", "edge_unreadable", "edge_blocked"].includes(error.code)
  );
}

/** Nobody is there; as opposed to somebody who hung up. */
const NOBODY_THERE =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ENETDOWN|UND_ERR_CONNECT_TIMEOUT)$/;

function unreachable(error: unknown): EdgeUnavailableError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (NOBODY_THERE.test(code)) {
    return new EdgeUnavailableError(`The edge cannot be reached: ${code}.`, { code: "edge_away" });
  }
  if (isTimeout(error)) {
    return new EdgeUnavailableError("The edge did not answer in time.", {
      code: "edge_timeout",
      suspectsBatch: true,
    });
  }
  const why = error instanceof Error ? error.message : String(error);
  return new EdgeUnavailableError(`The edge cannot be reached: ${why}`, {
    code: "edge_away",
    suspectsBatch: code === "ECONNRESET" || code === "EPIPE" || code === "UND_ERR_SOCKET",
  });
}
