import { roundTo } from "#shared/scoring/score-call.ts";

import { errorRate, type RecordingFigures, type WordCounts } from "./measure-recording.ts";

export type MeasuredRecording = { name: string } & (
  | { figures: RecordingFigures; audioSec: number; tookSec: number; confidence: number | null }
  | { figures: null; reason: string }
);

export type EvalReport = {
  recordings: ReportRow[];
  overall: ReportRow;
  /** Of recordings without a transcript. */
  failed: { name: string; reason: string }[];
};

export type ReportRow = WordCounts & {
  name: string;
  /** 0 for none wrong; null when nothing is said. */
  word_error_rate: number | null;
  words_in_silence: number | null;
  /** Median and largest error of segments' edges, in seconds; null when none can be compared. */
  timing_median_sec: number | null;
  timing_max_sec: number | null;
  confidence: number | null;
  audio_sec: number;
  times_real_time: number | null;
};

/** Puts the figures of all recordings together; the overall rate counts each word once, not each recording. */
export function composeReport(measured: readonly MeasuredRecording[]): EvalReport {
  const done = measured.filter((one) => one.figures !== null);
  const sum = (of: (one: (typeof done)[number]) => number) =>
    done.reduce((total, one) => total + of(one), 0);
  const withTimes = done.filter(({ figures }) => figures.wordsInSilence !== null);
  const audioSec = sum((one) => one.audioSec);
  const confident = done.filter(({ confidence }) => confidence !== null);
  const overall = rowOf({
    name: "overall",
    figures: {
      words: sum(({ figures }) => figures.words),
      substitutions: sum(({ figures }) => figures.substitutions),
      deletions: sum(({ figures }) => figures.deletions),
      insertions: sum(({ figures }) => figures.insertions),
      wordsInSilence:
        withTimes.length === 0 ? null : sum(({ figures }) => figures.wordsInSilence ?? 0),
      timingErrorsSec: done.flatMap(({ figures }) => figures.timingErrorsSec),
    },
    audioSec,
    tookSec: sum((one) => one.tookSec),
    confidence:
      confident.length === 0
        ? null
        : confident.reduce((total, one) => total + (one.confidence ?? 0), 0) / confident.length,
  });
  return {
    recordings: done.map(rowOf),
    overall,
    failed: measured.flatMap((one) =>
      one.figures === null ? [{ name: one.name, reason: one.reason }] : [],
    ),
  };
}

function rowOf(one: Extract<MeasuredRecording, { figures: RecordingFigures }>): ReportRow {
  const { words, substitutions, deletions, insertions, wordsInSilence, timingErrorsSec } =
    one.figures;
  const rate = errorRate(one.figures);
  const errors = timingErrorsSec.toSorted((a, b) => a - b);
  const rounded = (value: number | undefined, decimals: number) =>
    value === undefined ? null : roundTo(value, decimals);
  return {
    name: one.name,
    words,
    substitutions,
    deletions,
    insertions,
    word_error_rate: rate === null ? null : roundTo(rate, 4),
    words_in_silence: wordsInSilence,
    timing_median_sec: rounded(errors[Math.floor(errors.length / 2)], 2),
    timing_max_sec: rounded(errors.at(-1), 2),
    confidence: one.confidence === null ? null : roundTo(one.confidence, 3),
    audio_sec: roundTo(one.audioSec, 1),
    times_real_time: one.tookSec === 0 ? null : roundTo(one.audioSec / one.tookSec, 1),
  };
}

const HEADINGS = [
  "Recording",
  "Words",
  "WER",
  "Subst",
  "Delet",
  "Insert",
  "Silence",
  "Timing med",
  "max",
  "Confid",
  "× real time",
];

/** The report as a table for a terminal, with what the columns mean below it. */
export function reportTable({ recordings, overall, failed }: EvalReport): string {
  const rows = [HEADINGS, ...[...recordings, overall].map(cellsOf)];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  "),
  );
  const rule = "─".repeat(lines[0]?.length ?? 0);
  lines.splice(1, 0, rule);
  lines.splice(-1, 0, rule);
  return [
    ...lines,
    "",
    "WER: wrong words for each word said. Silence: recognised words where nobody speaks. Timing: seconds by which segments begin",
    "or end off the truth. Both sides are redacted alike and normalised: case, punctuation, numbers, contractions do not count.",
    ...failed.map(({ name, reason }) => `No transcript of ${name}: ${reason}`),
  ].join("\n");
}

function cellsOf(row: ReportRow): string[] {
  const figure = (value: number | null, decimals = 0) =>
    value === null ? "–" : value.toFixed(decimals);
  return [
    row.name,
    figure(row.words),
    row.word_error_rate === null ? "–" : `${(row.word_error_rate * 100).toFixed(1)} %`,
    figure(row.substitutions),
    figure(row.deletions),
    figure(row.insertions),
    figure(row.words_in_silence),
    row.timing_median_sec === null ? "–" : `${figure(row.timing_median_sec, 2)} s`,
    row.timing_max_sec === null ? "–" : `${figure(row.timing_max_sec, 2)} s`,
    figure(row.confidence, 3),
    figure(row.times_real_time, 1),
  ];
}
