import type { Database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { deleteFiles, deleteRecordingFiles } from "./audio-storage.ts";
import { forgetAudio, forgetAudioOf, readOldAudio } from "./audio.repository.ts";

/** What one run takes of the invocation's statements. */
export const AUDIO_STATEMENTS = 2;
/** Files that one tick deletes: a site's 700 a day go in seven of a day's 1,440 ticks. */
const FILES_AT_ONCE = 100;

/**
 * Deletes some of the sound that was kept for long enough, and of sites that have switched its upload off: first the files, then
 * what is known of them, so that none is left behind. Answers how many calls it were. Does nothing without a bucket.
 */
export async function removeOldAudio(
  db: Database,
  { AUDIO: bucket }: Pick<Env, "AUDIO">,
  nowMs: number,
): Promise<number> {
  if (bucket === undefined) return 0;
  const old = await readOldAudio(db, nowMs, FILES_AT_ONCE);
  if (old.length === 0) return 0;
  await deleteFiles(
    bucket,
    old.flatMap(({ objectKey }) => objectKey ?? []),
  );
  await forgetAudio(db, old);
  return old.length;
}

/**
 * Deletes all sound of some of a site's calls, whatever is known of it: for whoever asks that a caller's data be deleted. Takes
 * one request to R2 for each recording and one for its files. Answers how many files there were.
 */
export async function deleteAudio(
  { db, AUDIO: bucket }: { db: Database } & Pick<Env, "AUDIO">,
  siteId: string,
  recordingIds: readonly string[],
): Promise<number> {
  let files = 0;
  if (bucket !== undefined) {
    for (const recordingId of recordingIds) {
      files += await deleteRecordingFiles(bucket, siteId, recordingId);
    }
  }
  await forgetAudioOf(db, siteId, recordingIds);
  return files;
}
