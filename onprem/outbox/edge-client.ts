import { gzipSync } from "node:zlib";

import pRetry, { AbortError } from "p-retry";
import { Agent, fetch, type RequestInit, type Response } from "undici";
import * as z from "zod";

import { apiErrorSchema } from "#shared/contracts/api-error.ts";
import { ingestAnswerSchema, type IngestAnswer } from "#shared/contracts/ingest-answer.ts";
import { siteSettingsSchema, type SiteSettings } from "#shared/contracts/settings.ts";

/** The edge could not be reached or asked to be left alone; trying again later is right. */
export class EdgeUnavailableError extends Error {
  override name = "EdgeUnavailableError";
  /** What the edge asked for in Retry-After, in milliseconds; null when it said nothing. */
  readonly retryAfterMs: number | null;

  constructor(message: string, retryAfterMs: number | null = null) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The edge refused the request for a reason that trying again will not mend: token, site, version. */
export class EdgeRefusedError extends Error {
  override name = "EdgeRefusedError";
}

export type EdgeClient = {
  sendCalls(body: unknown): Promise<IngestAnswer>;
  sendTranscripts(body: unknown): Promise<IngestAnswer>;
  sendHeartbeat(body: unknown): Promise<void>;
  settings(): Promise<SiteSettings>;
  close(): Promise<void>;
};

export type EdgeClientOptions = {
  url: string;
  token: string;
  /** Tries after the first one, for what is worth trying again at once. */
  retries: number;
  signal: AbortSignal;
};

const TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 1_000_000;
const MAX_RETRY_AFTER_MS = 24 * 60 * 60_000;

/** Speaks to the edge's ingest API: gzip, timeouts, and retries with jitter. Throws EdgeUnavailableError, EdgeRefusedError. */
export function createEdgeClient({ url, token, retries, signal }: EdgeClientOptions): EdgeClient {
  const dispatcher = new Agent({
    connect: { timeout: 10_000 },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    maxResponseSize: MAX_ANSWER_BYTES,
  });

  async function request<Answer>(
    path: string,
    content: Pick<RequestInit, "method" | "headers" | "body">,
    schema: z.ZodType<Answer>,
  ): Promise<Answer> {
    const once = async () => {
      const response = await fetch(new URL(path, url), {
        ...content,
        dispatcher,
        redirect: "error",
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        headers: { ...content.headers, authorization: `Bearer ${token}` },
      }).catch((error: unknown) => {
        throw new EdgeUnavailableError(`The edge cannot be reached: ${causeOf(error)}`);
      });
      return readAnswer(response, schema);
    };
    return pRetry(
      () =>
        once().catch((error: unknown) => {
          const worthRetrying =
            error instanceof EdgeUnavailableError && error.retryAfterMs === null && !signal.aborted;
          if (worthRetrying || !(error instanceof Error)) throw error;
          throw new AbortError(error);
        }),
      { retries, minTimeout: 500, maxTimeout: 10_000, randomize: true },
    );
  }

  function post<Answer>(path: string, body: unknown, schema: z.ZodType<Answer>): Promise<Answer> {
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    const content = { method: "POST", headers, body: gzipSync(JSON.stringify(body)) };
    return request(path, content, schema);
  }

  return {
    sendCalls: (body) => post("/ingest/calls", body, ingestAnswerSchema),
    sendTranscripts: (body) => post("/ingest/transcripts", body, ingestAnswerSchema),
    sendHeartbeat: async (body) => {
      await post("/ingest/heartbeat", body, z.unknown());
    },
    settings: () => request("/ingest/settings", {}, siteSettingsSchema),
    close: () => dispatcher.close(),
  };
}

async function readAnswer<Answer>(response: Response, schema: z.ZodType<Answer>): Promise<Answer> {
  const body: unknown = await response.json().catch(() => null);
  // When every item of a batch is refused the status says so too, and the items say why.
  if (response.ok || response.status === 422) {
    const answer = schema.safeParse(body);
    if (answer.success) return answer.data;
    throw new EdgeUnavailableError(
      `The edge answered ${response.status} with something unreadable; is ${new URL(response.url).origin} really Nightshift?`,
    );
  }
  const error = apiErrorSchema.safeParse(body);
  const said = error.success
    ? `${error.data.error.message} (${error.data.error.code})`
    : response.statusText;
  const message = `The edge answered ${response.status}: ${said}`;
  if (response.status === 429 || response.status >= 500) {
    throw new EdgeUnavailableError(message, retryAfterMs(response.headers.get("retry-after")));
  }
  throw new EdgeRefusedError(message);
}

function retryAfterMs(header: string | null): number | null {
  if (header === null) return null;
  const delayMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(delayMs) ? Math.min(Math.max(delayMs, 0), MAX_RETRY_AFTER_MS) : null;
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
