import {
  AUDIO_CONTENT_TYPE,
  AUDIO_SECONDS_HEADER,
  DIGEST_HEADER,
  MAX_AUDIO_BYTES,
  parseSilenced,
  SILENCED_HEADER,
  TRANSCRIPT_HEADER,
  type Silenced,
} from "#shared/contracts/audio.ts";

import type { Database } from "../db/client.ts";
import { AppError, notFound } from "../errors/app-error.ts";
import { audioKey, deleteFiles } from "./audio-storage.ts";
import { noteStored, readAudioPlace, type AudioPlace } from "./audio.repository.ts";
import { checkWebmOpus, WEBM_HEAD_BYTES } from "./check-webm.ts";

export type AudioMessage = {
  bytes: number;
  /** Hex, and as it came. */
  sha256: string;
  transcriptHash: string;
  durationSec: number;
  silenced: Silenced;
};

const MAX_SEC = 24 * 60 * 60;

/** What the headers of an upload say. Throws AppError 400, 411, 413 or 415, naming the header. */
export function readAudioHeaders(headers: Headers): AudioMessage {
  if (headers.get("Content-Type")?.split(";", 1)[0]?.trim().toLowerCase() !== AUDIO_CONTENT_TYPE) {
    throw refused("unsupported_type", 415, `Content-Type must be ${AUDIO_CONTENT_TYPE}.`);
  }
  if (headers.get("Content-Encoding") !== null) {
    throw refused("unsupported_encoding", 415, "Opus is sent as it is, without Content-Encoding.");
  }
  const length = headers.get("Content-Length") ?? "";
  if (!/^\d{1,12}$/.test(length)) {
    throw refused("length_required", 411, "Content-Length must say how long the file is.");
  }
  const bytes = Number(length);
  if (bytes > MAX_AUDIO_BYTES) {
    throw refused("payload_too_large", 413, `A file has at most ${MAX_AUDIO_BYTES} bytes.`);
  }
  const sha256 = digestOf(headers.get(DIGEST_HEADER) ?? "");
  if (sha256 === null) throw invalid(DIGEST_HEADER, "sha-256=:BASE64: of the file");
  const transcriptHash = headers.get(TRANSCRIPT_HEADER) ?? "";
  if (!/^[0-9a-f]{64}$/.test(transcriptHash)) {
    throw invalid(TRANSCRIPT_HEADER, "the SHA-256 of the transcript's content in hex");
  }
  const durationSec = Number(headers.get(AUDIO_SECONDS_HEADER) ?? Number.NaN);
  if (!(durationSec > 0 && durationSec <= MAX_SEC)) {
    throw invalid(AUDIO_SECONDS_HEADER, "the length of the sound in seconds");
  }
  const silenced = parseSilenced(headers.get(SILENCED_HEADER) ?? "missing");
  if (silenced === null)
    throw invalid(SILENCED_HEADER, "where it is silent: 12.30-18.05, 40.00-44.75");
  return { bytes, sha256, transcriptHash, durationSec, silenced };
}

/**
 * Stores the sound of a call that is wanted, silenced by the call's newest transcript; the same file once more is a duplicate,
 * another one takes its place. The body is checked by its beginning, its length and its hash while it streams through.
 */
export async function storeAudio(
  { db, bucket, nowMs }: { db: Database; bucket: R2Bucket; nowMs: number },
  siteId: string,
  recordingId: string,
  message: AudioMessage,
  body: ReadableStream<Uint8Array>,
): Promise<"stored" | "duplicate"> {
  const { place, transcriptVersion } = checkPlace(
    await readAudioPlace(db, siteId, recordingId),
    message,
  );
  const { sha256, bytes, durationSec, silenced } = message;
  const objectKey = audioKey(siteId, recordingId, sha256);
  if (isStored(place, message, transcriptVersion)) {
    await body.cancel();
    return "duplicate";
  }
  await putChecked(bucket, objectKey, message, body);
  const file = { objectKey, sha256, bytes, durationSec, silenced, transcriptVersion };
  const isNoted = await noteStored(db, siteId, recordingId, file, place, nowMs);
  const kept = isNoted ? objectKey : (await readAudioPlace(db, siteId, recordingId))?.objectKey;
  const superfluous = isNoted ? place.objectKey : objectKey;
  if (superfluous !== null && superfluous !== kept) await deleteFiles(bucket, [superfluous]);
  if (isNoted) return "stored";
  throw conflict("changed_meanwhile", "Something changed meanwhile; ask again what is wanted.");
}

function checkPlace(place: AudioPlace | null, { transcriptHash }: AudioMessage) {
  if (place === null) throw notFound("This site no longer exists.");
  if (place.audioUpload === "off") {
    throw conflict("audio_off", "This site does not want the sound of calls; its settings say so.");
  }
  if (place.hasCall === 0) throw conflict("call_unknown", "There is no such call at this site.");
  if (place.state === null) throw conflict("not_wanted", "The sound of this call is not wanted.");
  if (place.newestVersion === null || place.newestHash !== transcriptHash) {
    throw conflict(
      "transcript_not_current",
      "The sound was silenced by another transcript than the call's newest. Send the transcript first.",
    );
  }
  return { place, transcriptVersion: place.newestVersion };
}

function isStored(place: AudioPlace, { sha256, silenced }: AudioMessage, version: number): boolean {
  return (
    place.state === "stored" &&
    place.sha256 === sha256 &&
    place.storedVersion === version &&
    place.silenced === JSON.stringify(silenced)
  );
}

/** What R2 says of another hash (10037), and the pipe of another length. */
const NOT_AS_ANNOUNCED = /10037|checksum|expected bytes|FixedLengthStream/i;

/** R2 compares the hash, the pipe the length; whichever fails, nothing is stored. */
async function putChecked(
  bucket: R2Bucket,
  key: string,
  { bytes, sha256 }: AudioMessage,
  body: ReadableStream<Uint8Array>,
): Promise<void> {
  const { head, reader } = await readHead(body);
  checkWebmOpus(head);
  const { readable, writable } = new FixedLengthStream(bytes);
  const sent = send(writable, head, reader, body);
  const stored = bucket.put(key, readable, {
    sha256,
    httpMetadata: { contentType: AUDIO_CONTENT_TYPE },
  });
  const outcomes = await Promise.allSettled([sent, stored]);
  const failures = outcomes.flatMap((outcome) =>
    outcome.status === "rejected" ? [String(outcome.reason)] : [],
  );
  if (failures.length === 0) return;
  if (failures.some((failure) => NOT_AS_ANNOUNCED.test(failure))) {
    throw refused(
      "body_not_as_announced",
      400,
      `The body has not the length or the hash that Content-Length and ${DIGEST_HEADER} announce.`,
    );
  }
  throw new AppError({
    code: "storage_unavailable",
    status: 503,
    message: "The file could not be stored now. Send it again later.",
  });
}

async function readHead(body: ReadableStream<Uint8Array>) {
  const reader = body.getReader();
  let head = new Uint8Array();
  while (head.length < WEBM_HEAD_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    const longer = new Uint8Array(head.length + value.length);
    longer.set(head);
    longer.set(value, head.length);
    head = longer;
  }
  return { head, reader };
}

/** The rest goes through the platform's own pipe: by hand, its thousands of chunks would take more CPU than the free plan has. */
async function send(
  writable: WritableStream<Uint8Array>,
  head: Uint8Array,
  reader: ReadableStreamDefaultReader<Uint8Array>,
  body: ReadableStream<Uint8Array>,
): Promise<void> {
  const writer = writable.getWriter();
  await writer.write(head);
  writer.releaseLock();
  reader.releaseLock();
  await body.pipeTo(writable);
}

function digestOf(header: string): string | null {
  const encoded = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header)?.[1];
  if (encoded === undefined) return null;
  return [...atob(encoded)]
    .map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0"))
    .join("");
}

function refused(code: string, status: 400 | 411 | 413 | 415, message: string): AppError {
  return new AppError({ code, status, message });
}

function invalid(header: string, wanted: string): AppError {
  return refused("invalid_header", 400, `The header ${header} must be ${wanted}.`);
}

function conflict(code: string, message: string): AppError {
  return new AppError({ code, status: 409, message });
}
