import * as z from "zod";

/*
 * The sound of calls, which a site may let its agent upload: Opus in WebM, silent where something was taken out of the
 * transcript. The edge says which recordings it wants; the agent sends each, or says why it cannot.
 *
 *   GET  /ingest/audio/wanted                        ► WantedAudio
 *   PUT  /ingest/audio/{recording_id}                the file, with the headers below ► StoredAudioAnswer
 *   POST /ingest/audio/{recording_id}/unavailable    UnavailableAudio ► 204
 */

/** Of which calls the sound is uploaded. */
export const audioUploadSchema = z.enum(["off", "flagged", "all"]);
export type AudioUpload = z.infer<typeof audioUploadSchema>;

export const DEFAULT_AUDIO_DAYS = 30;
/** For how many days after its upload the sound of a call is kept. */
export const audioDaysSchema = z.int().min(1).max(3650);

/** WebM, because Safari plays Opus in it since 17 (17.4 on iOS), and in Ogg not reliably even in 18.4. */
export const AUDIO_CONTENT_TYPE = "audio/webm";
/** Six hours, the longest recording, of two channels at 24 kbit/s are 65 MB; a Worker takes 100 MB. */
export const MAX_AUDIO_BYTES = 80_000_000;

/** SHA-256 (hex) of the content (transcript-content.ts) of the transcript by which the sound was silenced. */
export const TRANSCRIPT_HEADER = "Nightshift-Transcript";
/** Length of the sound in seconds. */
export const AUDIO_SECONDS_HEADER = "Nightshift-Audio-Seconds";
/** Where it is silent: `12.30-18.05, 40.00-44.75`, in seconds, in order; empty for nowhere. */
export const SILENCED_HEADER = "Nightshift-Silenced";
/** `sha-256=:BASE64:` of the file (RFC 9530). */
export const DIGEST_HEADER = "Content-Digest";

/** So that the header stays below what servers take; nearby stretches are joined where a call has more. */
export const MAX_SILENCED = 400;

/** Seconds of the recording's own clock. */
export const silencedSchema = z
  .array(
    z
      .strictObject({ start_sec: z.number().nonnegative(), end_sec: z.number().nonnegative() })
      .refine(({ start_sec, end_sec }) => end_sec > start_sec, "end_sec lies before start_sec"),
  )
  .max(MAX_SILENCED)
  .refine(
    (stretches) =>
      stretches.every(({ start_sec }, at) => start_sec >= (stretches[at - 1]?.end_sec ?? 0)),
    "stretches in order that do not overlap",
  );
export type Silenced = z.infer<typeof silencedSchema>;

export function formatSilenced(stretches: Silenced): string {
  return stretches
    .map(({ start_sec, end_sec }) => `${start_sec.toFixed(2)}-${end_sec.toFixed(2)}`)
    .join(", ");
}

/** The stretches of the header; null where it is none. */
export function parseSilenced(header: string): Silenced | null {
  const parts = header.trim() === "" ? [] : header.split(",");
  const stretches = parts.map((part) => {
    const match = /^\s*(\d{1,6}\.\d{2})-(\d{1,6}\.\d{2})\s*$/.exec(part);
    return { start_sec: Number(match?.[1]), end_sec: Number(match?.[2]) };
  });
  return silencedSchema.safeParse(stretches).data ?? null;
}

export const MAX_WANTED_AUDIO = 100;

/** Answer of `GET /ingest/audio/wanted`; what is not in it yet comes when some of this has been dealt with. */
export const wantedAudioSchema = z.object({
  audio_upload: audioUploadSchema,
  recording_ids: z.array(z.string().min(1).max(64)).max(MAX_WANTED_AUDIO),
});
export type WantedAudio = z.infer<typeof wantedAudioSchema>;

export const storedAudioAnswerSchema = z.object({ result: z.enum(["stored", "duplicate"]) });
export type StoredAudioAnswer = z.infer<typeof storedAudioAnswerSchema>;

/** Why a recording's sound cannot be sent. */
export const audioUnavailableCodeSchema = z.enum([
  /** The recording is no longer where it was. */
  "recording_gone",
  /** What lies there is not what was transcribed, or cannot be read any more. */
  "recording_changed",
  /** The transcript is no longer on the host, so it is not known what to silence. */
  "transcript_gone",
  /** The transcript does not say when what was taken out is heard: an older agent made it. */
  "no_redaction_times",
  /** Numbers said in words of this language are not recognised, so they would be heard. */
  "language_not_read",
  /** All of it would be silent. */
  "nothing_to_hear",
  /** It was tried several times without success; the host's log says why. */
  "failed",
]);
export type AudioUnavailableCode = z.infer<typeof audioUnavailableCodeSchema>;

export const unavailableAudioSchema = z.object({
  site_id: z.string().trim().min(1).max(64),
  code: audioUnavailableCodeSchema,
});
export type UnavailableAudio = z.infer<typeof unavailableAudioSchema>;
