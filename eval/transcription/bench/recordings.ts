import { existsSync, readdirSync } from "node:fs";
import { join, parse } from "node:path";

import { LabelsError, readLabelledFolder, TRUTH_FILE, type TrueLine } from "../labelled-folder.ts";

export type BenchRecording = {
  name: string;
  path: string;
  /** Null where nobody wrote down what is said. */
  truth: { lines: TrueLine[]; hasTimes: boolean } | null;
};

const AUDIO = new Set([".wav", ".mp3", ".gsm", ".ogg"]);

/** All recordings of a folder, with the truth of those that have one. Throws LabelsError. */
export function readRecordings(folder: string): BenchRecording[] {
  if (!existsSync(folder)) throw new LabelsError(`There is no folder ${folder}.`);
  const files = readdirSync(folder).toSorted();
  const hasTruth = files.some((file) => file === TRUTH_FILE || file.endsWith(".txt"));
  const labelled = new Map(
    (hasTruth ? readLabelledFolder(folder) : []).map((one) => [one.path, one]),
  );
  const recordings = files
    .filter((file) => AUDIO.has(parse(file).ext.toLowerCase()))
    .map((file) => {
      const path = join(folder, file);
      return { name: parse(file).name, path, truth: labelled.get(path) ?? null };
    });
  if (recordings.length > 0) return recordings;
  throw new LabelsError(`${folder} holds no recordings (.wav, .mp3, .gsm, .ogg).`);
}
