import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import {
  AUDIO_CONTENT_TYPE,
  AUDIO_SECONDS_HEADER,
  audioUnavailableCodeSchema,
  DIGEST_HEADER,
  formatSilenced,
  MAX_AUDIO_BYTES,
  SILENCED_HEADER,
  TRANSCRIPT_HEADER,
  type AudioUnavailableCode,
  type Silenced,
} from "#shared/contracts/audio.ts";
import { transcriptContent } from "#shared/contracts/transcript-content.ts";
import type { Transcript } from "#shared/contracts/transcript.ts";

import type { EdgeClient } from "../outbox/edge-client.ts";
import { EdgeRefusedError, EdgeUnavailableError } from "../outbox/edge-errors.ts";
import { AudioUnfitError, encodeSilenced } from "./encode-silenced.ts";
import { pacedFile } from "./paced-file.ts";
import { planSilence } from "./plan-silence.ts";
import {
  forgetUpload,
  MAX_TRIES,
  noteCannotSend,
  noteSent,
  postponeUpload,
  type DueUpload,
} from "./upload-queue.ts";

export type SendAudioContext = {
  db: DatabaseSync;
  edge: EdgeClient;
  siteId: string;
  /** The agent's own; the file that is being sent lies below it. */
  stateFolder: string;
  /** Path of the program; null when the host has none. */
  ffmpeg: string | null;
  bitsPerSec: number;
  now: () => number;
};

export type SentAudio =
  | { outcome: "sent"; bytes: number; durationSec: number }
  | { outcome: "postponed" | "unavailable" | "not_wanted"; code: string };

/** What the edge says when it has no use for the sound any more. */
const NOT_WANTED = ["audio_off", "not_wanted", "call_unknown"];
/** What another try does not change. */
const FINAL: readonly AudioUnavailableCode[] = [
  "transcript_gone",
  "no_redaction_times",
  "language_not_read",
  "nothing_to_hear",
];

/** Removes what a process that was killed has left behind. */
export async function clearSpool(stateFolder: string): Promise<void> {
  await rm(spoolOf(stateFolder), { recursive: true, force: true });
}

/**
 * Makes the silenced sound of one recording and sends it; says to the edge why that cannot be, at once where trying again is
 * pointless and after some tries otherwise. Throws EdgeUnavailableError, and EdgeRefusedError where the agent as a whole is
 * refused.
 */
export async function sendAudio(
  context: SendAudioContext,
  due: DueUpload,
  signal: AbortSignal,
): Promise<SentAudio> {
  const { db, now } = context;
  if (!due.isSettled) return postponed(context, due, "transcript_on_its_way");
  try {
    const sent = await makeAndSend(context, due, signal);
    noteSent(db, due, now());
    return { outcome: "sent", ...sent };
  } catch (error) {
    if (signal.aborted) throw error;
    // It may be this very file that the edge stumbles over: the others go first.
    if (error instanceof EdgeUnavailableError && error.suspectsBatch) {
      postponeUpload(db, due, error.code, now());
    }
    const code = codeOf(error);
    if (code === null) throw error;
    if (NOT_WANTED.includes(code)) {
      forgetUpload(db, due.recordingId);
      return { outcome: "not_wanted", code };
    }
    const unfit = audioUnavailableCodeSchema.safeParse(code).data ?? "failed";
    if (!FINAL.includes(unfit) && due.attempts + 1 < MAX_TRIES) {
      return postponed(context, due, code);
    }
    await tellUnavailable(context, due.recordingId, unfit);
    return { outcome: "unavailable", code };
  } finally {
    await clearSpool(context.stateFolder);
  }
}

/** Says to the edge that a recording's sound does not come, and notes it. */
export async function tellUnavailable(
  { db, edge, siteId, now }: Pick<SendAudioContext, "db" | "edge" | "siteId" | "now">,
  recordingId: string,
  code: AudioUnavailableCode,
): Promise<void> {
  await edge.sayAudioUnavailable(recordingId, { site_id: siteId, code });
  noteCannotSend(db, recordingId, code, now());
}

function postponed({ db, now }: SendAudioContext, due: DueUpload, code: string): SentAudio {
  postponeUpload(db, due, code, now());
  return { outcome: "postponed", code };
}

async function makeAndSend(
  context: SendAudioContext,
  { recordingId, path, transcript }: DueUpload,
  signal: AbortSignal,
): Promise<{ bytes: number; durationSec: number }> {
  const { edge, stateFolder, ffmpeg, bitsPerSec } = context;
  if (transcript === null) throw new AudioUnfitError("transcript_gone", "There is no transcript.");
  const plan = planSilence(transcript);
  if (plan.kind === "unfit") throw new AudioUnfitError(plan.code, "It cannot be silenced.");
  if (path === null) throw new AudioUnfitError("recording_gone", "Its file is not known.");
  if (ffmpeg === null) throw new AudioUnfitError("failed", "There is no ffmpeg on this host.");
  const spool = spoolOf(stateFolder);
  await mkdir(spool, { recursive: true, mode: 0o700 });
  const output = join(spool, "sound.webm");
  const silenced = plan.stretches;
  const { durationSec } = await encodeSilenced({
    path,
    output,
    silenced,
    audioSec: transcript.audio_sec,
    ffmpeg,
    signal,
  });
  const { size } = await stat(output);
  if (size > MAX_AUDIO_BYTES) throw new AudioUnfitError("failed", `It takes ${size} bytes.`);
  await edge.sendAudio(recordingId, {
    headers: headersOf({ transcript, silenced, durationSec, digest: await digestOf(output) }),
    bytes: size,
    body: pacedFile(output, { bitsPerSec, signal }),
    timeoutMs: 60_000 + Math.ceil((2 * size * 8 * 1000) / bitsPerSec),
  });
  return { bytes: size, durationSec };
}

function headersOf(sound: {
  transcript: Transcript;
  silenced: Silenced;
  durationSec: number;
  digest: string;
}): Record<string, string> {
  const content = createHash("sha256").update(transcriptContent(sound.transcript)).digest("hex");
  return {
    "Content-Type": AUDIO_CONTENT_TYPE,
    [DIGEST_HEADER]: `sha-256=:${sound.digest}:`,
    [TRANSCRIPT_HEADER]: content,
    [AUDIO_SECONDS_HEADER]: sound.durationSec.toFixed(2),
    [SILENCED_HEADER]: formatSilenced(sound.silenced),
  };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const block of createReadStream(path)) hash.update(block);
  return hash.digest("base64");
}

/** What went wrong with this recording; null for what is not about it. */
function codeOf(error: unknown): string | null {
  if (error instanceof AudioUnfitError) return error.code;
  if (error instanceof EdgeRefusedError) {
    return error.kind === "token" ? null : (error.edgeCode ?? error.code);
  }
  if (error instanceof Error && "syscall" in error && "code" in error) {
    return error.code === "ENOENT" ? "recording_gone" : String(error.code);
  }
  return null;
}

function spoolOf(stateFolder: string): string {
  return join(stateFolder, "audio");
}
