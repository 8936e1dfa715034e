/** Where recordings come from: a folder, or ViciDial's database and its directories. */
export type RecordingSource = {
  /**
   * One look: notes what is new, and where the files of waiting recordings lie and how they look, each step in a
   * transaction of its own with whatever it must remember. Throws SourceError when the source cannot be read now; what was
   * noted before stays, and the next look goes on from there.
   */
  look(): Promise<LookResult>;
  /** Removes files of its own that no recording needs any more; returns how many. */
  removeLeftovers(): Promise<number>;
  close(): Promise<void>;
};

export type LookResult = {
  /** Recordings that were new. */
  found: number;
  /** For people: names that tell no time, rows that make no sense. Never a phone number. */
  warnings: string[];
};

/** The source cannot be read; the message says why and what to do. */
export class SourceError extends Error {
  override name = "SourceError";
  /** What the look had found worth telling before it failed; see LookResult. */
  warnings: readonly string[] = [];
}
