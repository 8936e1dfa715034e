import type { Database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { deleteFiles, deleteRecordingFiles } from "./audio-storage.ts";
import { forgetAudio, readOldAudio, type OldAudio } from "./audio.repository.ts";

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
  const [forgotten, others] = [old.filter(isForgotten), old.filter((one) => !isForgotten(one))];
  await deleteFiles(
    bucket,
    others.flatMap(({ objectKey }) => objectKey ?? []),
  );
  for (const { siteId, recordingId } of forgotten) {
    await deleteRecordingFiles(bucket, siteId, recordingId);
  }
  await forgetAudio(db, old);
  return old.length;
}

/** Whoever asks that a caller's data be deleted makes its sound the oldest of all: every file goes, also one that nothing knows of. */
const isForgotten = ({ since }: OldAudio) => since === 0;
