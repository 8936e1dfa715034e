/** A recording of the caller's; nothing in it tells who that is. */
export type FoundRecording = {
  /** As the queue and the edge name it, or would. */
  recordingId: string;
  /** Epoch milliseconds; null where it is not known. */
  startedAt: number | null;
  /** Another name that the edge may have for one of the others; not counted. */
  isOtherName?: true;
};

/** What looking for a caller's recordings gave. */
export type FoundRecordings = {
  recordings: FoundRecording[];
  /** Other names under which the same files might be queued. */
  aliases: string[];
  /** For people: what could not be searched, and what that means. No number is in it. */
  gaps: string[];
};
