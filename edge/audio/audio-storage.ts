import type { SettingsChange } from "#shared/contracts/settings.ts";

import type { Env } from "../env.ts";
import { AppError } from "../errors/app-error.ts";

/*
 * The files in R2. A name holds the site, the recording and the file's own hash: what lies under a name never changes, an upload
 * that comes late never takes another's place, and all of a recording is found by the beginning.
 */

/** At most so many names may be deleted with one request. */
const NAMES_AT_ONCE = 1000;

/** @throws AppError `no_audio_storage` when the upload is to be switched on and there is nowhere to put it */
export function requireAudioStorage(
  env: Pick<Env, "AUDIO">,
  change: Pick<SettingsChange, "audio_upload">,
): void {
  const isSwitchedOn = change.audio_upload !== undefined && change.audio_upload !== "off";
  if (isSwitchedOn) audioStorage(env);
}

/** @throws AppError `no_audio_storage` */
export function audioStorage({ AUDIO }: Pick<Env, "AUDIO">): R2Bucket {
  if (AUDIO !== undefined) return AUDIO;
  throw new AppError({
    code: "no_audio_storage",
    status: 409,
    message:
      "This Worker has no bucket for audio. Create one in R2 and bind it as AUDIO (docs/install.md), then switch it on.",
  });
}

export function audioKey(siteId: string, recordingId: string, sha256: string): string {
  return `${recordingPrefix(siteId, recordingId)}${sha256}.webm`;
}

/** Deletes every file of a recording; answers how many. */
export async function deleteRecordingFiles(
  bucket: R2Bucket,
  siteId: string,
  recordingId: string,
): Promise<number> {
  const { objects } = await bucket.list({ prefix: recordingPrefix(siteId, recordingId) });
  await deleteFiles(
    bucket,
    objects.map(({ key }) => key),
  );
  return objects.length;
}

/** Deletes files by their names; those that are gone already do no harm. */
export async function deleteFiles(bucket: R2Bucket, keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += NAMES_AT_ONCE) {
    await bucket.delete(keys.slice(at, at + NAMES_AT_ONCE));
  }
}

/** Ids may hold anything; encoded they hold no slash, so no recording's beginning is another's. */
function recordingPrefix(siteId: string, recordingId: string): string {
  return `audio/${encodeURIComponent(siteId)}/${encodeURIComponent(recordingId)}/`;
}
