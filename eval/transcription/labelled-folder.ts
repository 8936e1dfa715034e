import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, parse } from "node:path";

import * as z from "zod";

/** What is said between two instants of a recording. */
export type TrueLine = { startSec: number; endSec: number; text: string };

export type LabelledRecording = {
  /** The file's name without its extension. */
  name: string;
  path: string;
  lines: TrueLine[];
  /** Whether the lines say when; a plain text does not. */
  hasTimes: boolean;
};

/** The folder, or its truth, cannot be used; the message says what to do. */
export class LabelsError extends Error {
  override name = "LabelsError";
}

export const TRUTH_FILE = "truth.json";
const AUDIO = new Set([".wav", ".mp3", ".gsm", ".ogg"]);

const truthFileSchema = z.array(
  z.object({
    recording_id: z.string().min(1),
    truth: z.array(
      z
        .object({ start: z.number().nonnegative(), end: z.number(), text: z.string() })
        .refine(({ start, end }) => end >= start, "end lies before start"),
    ),
  }),
);

/**
 * The recordings of a folder that have a truth: those that truth.json names by `recording_id` (the file's name without
 * extension), and those with a plain text of what is said beside them (`call.txt` for `call.wav`). Throws LabelsError.
 */
export function readLabelledFolder(folder: string): LabelledRecording[] {
  if (!existsSync(folder)) throw new LabelsError(`There is no folder ${folder}.`);
  const files = readdirSync(folder).toSorted();
  const audio = new Map(
    files.flatMap((file) => {
      const { name, ext } = parse(file);
      return AUDIO.has(ext.toLowerCase()) ? [[name, join(folder, file)] as const] : [];
    }),
  );
  const timed = readTruthFile(join(folder, TRUTH_FILE));
  const missing = timed.filter(({ recording_id: id }) => !audio.has(id));
  if (missing.length > 0) {
    const names = missing.map(({ recording_id: id }) => id).join(", ");
    throw new LabelsError(
      `${TRUTH_FILE} speaks of recordings that are not in ${folder}: ${names}.`,
    );
  }
  const linesOf = new Map(timed.map((entry) => [entry.recording_id, entry.truth]));
  const labelled = [...audio].flatMap(([name, path]): LabelledRecording[] => {
    const lines = linesOf.get(name);
    if (lines !== undefined) {
      const inOrder = lines.toSorted((a, b) => a.start - b.start);
      return [
        {
          name,
          path,
          lines: inOrder.map(({ start, end, text }) => ({ startSec: start, endSec: end, text })),
          hasTimes: true,
        },
      ];
    }
    const textFile = join(folder, `${name}.txt`);
    if (!existsSync(textFile)) return [];
    const text = readFileSync(textFile, "utf8");
    return [{ name, path, lines: [{ startSec: 0, endSec: 0, text }], hasTimes: false }];
  });
  if (labelled.length === 0) {
    throw new LabelsError(
      `No recording in ${folder} has a truth: put a ${TRUTH_FILE} there, or NAME.txt with what is said beside NAME.wav.`,
    );
  }
  return labelled;
}

function readTruthFile(path: string): z.infer<typeof truthFileSchema> {
  if (!existsSync(path)) return [];
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new LabelsError(`${path} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = truthFileSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new LabelsError(
    `${path}: ${first?.path.join(".") ?? ""} ${first?.message ?? "cannot be read"}. It is a list of ` +
      `{ "recording_id", "truth": [{ "start", "end", "text" }] }, times in seconds.`,
  );
}
