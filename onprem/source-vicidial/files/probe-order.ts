import { addDays, wallTimeAt } from "#shared/time/site-time.ts";

import type { RecordingRef } from "../recording-ref.ts";

/** A place where a recording may lie, relative to the recordings folder (monitorDONE) or the archive. */
export type Candidate = {
  root: "recordings" | "archive";
  /** Plain segments, joined by `/`: never empty, `.` or `..`. */
  path: string;
  /** A copy in ORIG: the owner's clean-up removes it first. */
  original: boolean;
};

const MAX_NAME_BYTES = 255;
const MIDNIGHT_HOURS = 2;

/** Step 2 of ViciDial's audio scripts: the folder, and how files in it end. GSW is GSM in a WAV file. */
const COMPRESSED = [
  { folder: "MP3", extension: "mp3" },
  { folder: "OGG", extension: "ogg" },
  { folder: "GSW", extension: "wav" },
  { folder: "GSM", extension: "gsm" },
];
const EXTENSIONS = ["wav", "mp3", "ogg", "gsm"];

/**
 * Where to look for a recording, best copy first; with F for `filename` and D for the date of its start:
 *
 *     ORIG/D/F-all.wav, ORIG/F-all.wav     lossless, and stereo where ViciDial records so; the compressed copy is mono
 *     F-all.wav                            until step 2 has compressed it
 *     what `location` says after /RECORDINGS/
 *     MP3, OGG, GSW, GSM                   in D/ or flat
 *     FTP                                  flat or in YYYY-MM-DD, YYYY/MM/DD, YYYY/YYYY-MM-DD
 *     archive                              YYYY-MM-DD/
 *     F.wav                                gateway recordings, which have one leg
 *
 * A leg alone is never a candidate. Where ViciDial keeps `F-in.wav` and `F-out.wav` in ORIG, each holds one side of the
 * talk, and F-all.wav beside them holds both; of an agent's recording `-in` is the whole conference, but step 1 renames
 * just that file to F-all.wav. `monitor/`, where Asterisk still writes, is never looked into.
 *
 * Dated folders are named by the clock of the host that moved the file, so around midnight the neighbouring day is looked
 * at too. A filename that could not be a file's name in these folders has no candidates.
 */
export function probeOrder(ref: RecordingRef, timeZone: string): Candidate[] {
  if (!isPlainSegment(ref.filename)) return [];
  const { best, others } = localCandidates(ref.filename, possibleDates(ref, timeZone));
  const all = [...best, ...locationCandidate(ref), ...others];
  const seen = new Set<string>();
  return all.filter(({ root, path }) => {
    const isNew = !seen.has(`${root}/${path}`);
    seen.add(`${root}/${path}`);
    return isNew;
  });
}

/** Whether a file's name is one that ViciDial gives to the recording `filename`, and not to a longer name. */
export function belongsTo(basename: string, filename: string): boolean {
  return (
    filename !== "" &&
    basename.startsWith(filename) &&
    /^(-all)?\.(wav|mp3|ogg|gsm)$/i.test(basename.slice(filename.length))
  );
}

function localCandidates(
  filename: string,
  dates: string[],
): { best: Candidate[]; others: Candidate[] } {
  const whole = `${filename}-all`;
  const gateway = `${filename}.wav`;
  const dated = (folder: string, name: string) => [
    ...dates.map((date) => `${folder}/${date}/${name}`),
    `${folder}/${name}`,
  ];
  const originals = dated("ORIG", `${whole}.wav`);
  return {
    best: [
      ...originals.map((path) => inRecordings(path, true)),
      inRecordings(`${whole}.wav`, false),
    ],
    others: [
      ...[
        ...COMPRESSED.flatMap(({ folder, extension }) => dated(folder, `${whole}.${extension}`)),
        ...ftpFolders(dates).flatMap((folder) =>
          EXTENSIONS.map((extension) => `${folder}/${whole}.${extension}`),
        ),
      ].map((path) => inRecordings(path, false)),
      ...dates.flatMap((date) =>
        EXTENSIONS.map((extension) => ({
          root: "archive" as const,
          path: `${date}/${whole}.${extension}`,
          original: false,
        })),
      ),
      ...dated("ORIG", gateway).map((path) => inRecordings(path, true)),
      inRecordings(gateway, false),
    ],
  };
}

function ftpFolders(dates: string[]): string[] {
  return [
    "FTP",
    ...dates.flatMap((date) => [
      `FTP/${date}`,
      `FTP/${date.replaceAll("-", "/")}`,
      `FTP/${date.slice(0, 4)}/${date}`,
    ]),
  ];
}

/** What `location` says after /RECORDINGS/, when that is a file of this recording inside the folder. */
function locationCandidate({ location, filename }: RecordingRef): Candidate[] {
  if (location === null || !/^https?:\/\//i.test(location)) return [];
  const [before = "", encoded] = location.replace(/[?#].*$/s, "").split(/\/RECORDINGS\/(.*)/s);
  if (encoded === undefined) return [];
  const isArchive = before.endsWith("/archive");
  const path = decoded(encoded);
  const segments = path.split("/");
  if (!segments.every(isPlainSegment) || !belongsTo(segments.at(-1) ?? "", filename)) return [];
  return [
    isArchive
      ? { root: "archive", path, original: false }
      : inRecordings(path, path.startsWith("ORIG/")),
  ];
}

/** ViciDial writes the path as it is; other tools that rewrite `location` encode it. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The date of the start, then its neighbours when it lies so near to midnight that a host's clock may say otherwise. */
function possibleDates({ start_date, start_epoch }: RecordingRef, timeZone: string): string[] {
  if (!isDate(start_date)) return [];
  const { hour } = wallTimeAt(start_epoch * 1000, timeZone);
  if (hour < MIDNIGHT_HOURS) return [start_date, addDays(start_date, -1)];
  if (hour >= 24 - MIDNIGHT_HOURS) return [start_date, addDays(start_date, 1)];
  return [start_date];
}

function isDate(date: string): boolean {
  return /^[1-9]\d{3}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(`${date}T00:00:00Z`));
}

function isPlainSegment(segment: string): boolean {
  return (
    segment !== "" &&
    segment !== "." &&
    segment !== ".." &&
    !/[/\0]/.test(segment) &&
    Buffer.byteLength(segment) < MAX_NAME_BYTES - "-all.wav".length
  );
}

function inRecordings(path: string, original: boolean): Candidate {
  return { root: "recordings", path, original };
}
