import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";

import pRetry, { AbortError } from "p-retry";
import { request as sendRequest, type Dispatcher } from "undici";
import * as z from "zod";

import { ModelError } from "./model-error.ts";

/*
 * Fetches one large file into a part file, as often as it takes. What has arrived stays, and the next try, or the next
 * call days later, asks for the rest only, provided that the server still has the same file.
 */

export type DownloadOptions = {
  url: URL;
  /** Where the bytes go; what it holds already is not asked for again. */
  partPath: string;
  /** The file's size where it is known. */
  expectedBytes: number | null;
  dispatcher: Dispatcher;
  signal: AbortSignal;
  /** Bytes there are, and will be; once before the first arrives, then often. */
  onProgress: (doneBytes: number, totalBytes: number) => void;
  /** Told of a break before the next try. */
  onBreak: (reason: string, waitMs: number) => void;
  /** Asked once the size is known, before anything is written. Throws ModelError. */
  checkRoom: (missingBytes: number) => void;
  retry?: { retries: number; firstWaitMs: number };
  /** How long a server may be silent, in milliseconds; a minute by default. */
  silenceMs?: number;
};

const RETRY = { retries: 7, firstWaitMs: 1000 };
const MAX_WAIT_MS = 30_000;
const SILENCE_MS = 60_000;
const MAX_REDIRECTS = 5;
/** No Whisper is larger; without a known size this is where a server that never stops is cut off. */
const MAX_BYTES = 20_000_000_000;

/** Which version of the server's file a part belongs to. */
const partOriginSchema = z.object({ url: z.string(), validator: z.string().nullable() });
type PartOrigin = z.infer<typeof partOriginSchema>;

/** A fault that may pass: the next try goes on from where this one ended. */
class BrokenDownloadError extends Error {
  override name = "BrokenDownloadError";
}

/** Downloads until the part file is complete. Throws ModelError, or the signal's reason when that aborts. */
export async function download(options: DownloadOptions): Promise<void> {
  const { retries, firstWaitMs } = options.retry ?? RETRY;
  try {
    await pRetry(
      () =>
        fetchRest(options).catch((error: unknown) => {
          if (error instanceof BrokenDownloadError) throw error;
          throw error instanceof Error ? new AbortError(error) : error;
        }),
      {
        retries,
        minTimeout: firstWaitMs,
        maxTimeout: MAX_WAIT_MS,
        randomize: true,
        signal: options.signal,
        onFailedAttempt: ({ error, retriesLeft, retryDelay }) => {
          if (retriesLeft > 0 && error instanceof BrokenDownloadError) {
            options.onBreak(error.message, retryDelay);
          }
        },
      },
    );
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof BrokenDownloadError)) throw error;
    throw new ModelError(
      `${options.url.host} could not be read to the end: ${error.message}. What has arrived is kept: the same command goes on from there.`,
    );
  }
}

export function originPath(partPath: string): string {
  return `${partPath}.json`;
}

export function removePart(partPath: string): void {
  rmSync(partPath, { force: true });
  rmSync(originPath(partPath), { force: true });
}

async function fetchRest(options: DownloadOptions): Promise<void> {
  const { url, partPath, expectedBytes, onProgress } = options;
  const origin = readOrigin(partPath);
  let done = origin?.url === url.href ? sizeOf(partPath) : 0;
  if (expectedBytes !== null && done > expectedBytes) done = 0;
  if (expectedBytes !== null && done === expectedBytes) return onProgress(done, done);

  const answer = await follow(options, done, origin?.validator ?? null);
  const { body, statusCode } = answer;
  try {
    const validator = validatorOf(answer);
    if (statusCode !== 200 && !continues(answer, done, validator, origin)) {
      removePart(partPath);
      throw new BrokenDownloadError("the server has another file now, which is fetched anew");
    }
    const from = statusCode === 200 ? 0 : done;
    const total = totalBytes(answer, from);
    if (expectedBytes !== null && total !== null && total !== expectedBytes) {
      throw new ModelError(
        `${url.host} has a file of ${total} bytes there, and the model has ${expectedBytes}. It is not that model, or a page in its place.`,
      );
    }
    const limit = expectedBytes ?? total ?? MAX_BYTES;
    options.checkRoom(limit === MAX_BYTES ? 0 : limit - from);
    if (from === 0) {
      writeFileSync(partPath, "", { mode: 0o640 });
      writeOrigin(partPath, { url: url.href, validator });
    }
    onProgress(from, limit);
    const arrived = await append(answer, from, limit, options);
    if (total !== null && arrived < total) {
      throw new BrokenDownloadError(`it hung up after ${arrived} of ${total} bytes`);
    }
  } finally {
    if (!body.destroyed) body.on("error", () => undefined).destroy();
  }
}

type Answer = Dispatcher.ResponseData;

/**
 * Writes each piece as it comes, so that a break loses none: a stream that fails drops what it holds. Returns how many bytes
 * the part has then.
 */
async function append(
  { body }: Answer,
  from: number,
  limit: number,
  { url, partPath, signal, onProgress }: DownloadOptions,
): Promise<number> {
  let arrived = from;
  const file = openSync(partPath, "a");
  try {
    await new Promise<void>((resolve, reject) => {
      body.on("data", (bytes: Buffer) => {
        try {
          if (arrived + bytes.length > limit) {
            throw new ModelError(`${url.host} sends more than the ${limit} bytes of the model.`);
          }
          for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
          arrived += bytes.length;
          onProgress(arrived, limit);
        } catch (error) {
          reject(error);
          body.destroy();
        }
      });
      body.once("end", resolve);
      body.once("error", reject);
    });
    fsyncSync(file);
    return arrived;
  } catch (error) {
    throw broken(error, signal);
  } finally {
    closeSync(file);
  }
}

/** Sends the request and follows where it is sent, as the hub sends to its storage. */
async function follow(options: DownloadOptions, from: number, validator: string | null) {
  const { dispatcher, signal } = options;
  const silenceMs = options.silenceMs ?? SILENCE_MS;
  let url = options.url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const answer: Answer = await sendRequest(url, {
      dispatcher,
      signal,
      headersTimeout: silenceMs,
      bodyTimeout: silenceMs,
      headers: {
        "user-agent": "nightshift",
        // What is compressed on the way has another length, and cannot be continued.
        "accept-encoding": "identity",
        ...(from === 0 ? {} : { range: `bytes=${from}-` }),
        ...(from === 0 || validator === null ? {} : { "if-range": validator }),
      },
    }).catch((error: unknown) => {
      throw from === 0 && isNobodyThere(error) ? unreachable(url, error) : broken(error, signal);
    });
    const { statusCode, headers } = answer;
    if (statusCode === 200 || statusCode === 206 || statusCode === 416) return answer;
    answer.body.on("error", () => undefined).destroy();
    if (statusCode >= 300 && statusCode < 400 && typeof headers.location === "string") {
      url = nextHop(url, headers.location);
      continue;
    }
    const said = `${url.host} answers ${statusCode}`;
    if (statusCode === 429 || statusCode >= 500) throw new BrokenDownloadError(said);
    throw new ModelError(`${said} for ${url.pathname}.${adviceFor(statusCode)}`);
  }
  throw new ModelError(`${options.url.host} sends from one address to the next without an end.`);
}

/** The address that a redirect leads to. Throws ModelError where it would leave TLS, or is none. */
export function nextHop(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href)) {
    throw new ModelError(`${from.host} sends to an address that is none.`);
  }
  const next = new URL(location, from);
  const stays = next.protocol === "https:" || next.protocol === from.protocol;
  if (!stays || next.username !== "" || next.password !== "") {
    throw new ModelError(`${from.host} sends to ${next.host} by other means than https.`);
  }
  return next;
}

function adviceFor(statusCode: number): string {
  if (statusCode === 401 || statusCode === 403) {
    return " Something on the way may refuse it: a proxy, or a mirror that wants a login.";
  }
  if (statusCode === 407) {
    return " The proxy wants a login: HTTPS_PROXY=http://user:password@host:port.";
  }
  return " Look at the address that --url names; without --url the file comes from Hugging Face.";
}

/** Whether a partial answer goes on where the part ends, with the same version of the file. */
function continues(
  { headers, statusCode }: Answer,
  done: number,
  validator: string | null,
  origin: PartOrigin | null,
): boolean {
  const start = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(String(headers["content-range"]))?.[1];
  const same = origin === null || origin.validator === null || validator === origin.validator;
  return statusCode === 206 && Number(start ?? -1) === done && same;
}

/** The whole file's size as this answer states it; null when it does not. */
function totalBytes({ headers, statusCode }: Answer, from: number): number | null {
  if (statusCode === 206) {
    const total = /\/(\d+)$/.exec(String(headers["content-range"]))?.[1];
    if (total !== undefined) return Number(total);
  }
  const length = headers["content-length"];
  return typeof length === "string" && /^\d+$/.test(length) ? from + Number(length) : null;
}

/** A strong ETag, which says that a file is the same to the last byte. */
function validatorOf({ headers }: Answer): string | null {
  const { etag } = headers;
  return typeof etag === "string" && etag.startsWith('"') ? etag : null;
}

/** Nobody is there, as on a host without a way out; as opposed to somebody who hung up. */
function isNobodyThere(error: unknown): error is Error {
  return (
    error instanceof Error &&
    "code" in error &&
    /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH)$/.test(String(error.code))
  );
}

function unreachable(url: URL, error: Error): ModelError {
  return new ModelError(
    `${url.host} cannot be reached: ${error.message}. If the way out leads through a proxy, set HTTPS_PROXY. ` +
      "If there is none, fetch the file on another machine, copy it here, and give it with --from FILE.",
  );
}

/** What passes by itself is tried again; a full disk does not, nor does a certificate that is not trusted. */
function broken(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof ModelError) return error;
  if (!(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  if (/^(ENOSPC|EDQUOT|EFBIG|EROFS|EACCES|EIO)$/.test(code)) {
    return new ModelError(`The model cannot be written: ${error.message}`);
  }
  const refusal = /Proxy response \((\d+)\)/.exec(error.message)?.[1];
  if (refusal !== undefined) {
    return new ModelError(`The proxy answers ${refusal}.${adviceFor(Number(refusal))}`);
  }
  if (/CERT|SELF_SIGNED|ISSUER|UNABLE_TO_VERIFY|ERR_TLS/.test(code)) {
    return new ModelError(
      `The connection is not trusted (${code}). Where a proxy looks into TLS, name its certificate in NODE_EXTRA_CA_CERTS.`,
    );
  }
  return new BrokenDownloadError(code === "" ? error.message : `${error.message} (${code})`);
}

function readOrigin(partPath: string): PartOrigin | null {
  try {
    return partOriginSchema.parse(JSON.parse(readFileSync(originPath(partPath), "utf8")));
  } catch {
    return null;
  }
}

function writeOrigin(partPath: string, origin: PartOrigin): void {
  writeFileSync(originPath(partPath), JSON.stringify(origin), { mode: 0o640 });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
