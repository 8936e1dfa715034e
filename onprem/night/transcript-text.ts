import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Transcript } from "#shared/contracts/transcript.ts";

import { makeFolder } from "../make-folder.ts";
import type { ClaimedRecording } from "../queue/recording-row.ts";

/** The name of a recording's text file within the folder of its day; an id can hold anything. */
export function textFileName(recordingId: string): string {
  const plain = recordingId.replaceAll(/[^\w.-]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  );
  return `${plain.replace(/^\./, "%2e").slice(0, 200)}.txt`;
}

/** A transcript as a person reads it: what call it is, then a line for each thing said. */
export function transcriptAsText(recording: ClaimedRecording, transcript: Transcript): string {
  const head = [
    `Recording   ${recording.recording_id}`,
    `Started     ${new Date(recording.started_at).toISOString()}`,
    `Agent       ${[recording.agent_user, recording.agent_name].filter((part) => part !== null).join(", ") || "unknown"}`,
    `Campaign    ${recording.campaign_id ?? "unknown"}`,
    `Length      ${clock(transcript.audio_sec)}`,
    `Language    ${transcript.language}, model ${transcript.model}`,
  ].map(onOneLine);
  const said = transcript.segments.map((segment) =>
    onOneLine(
      `[${clock(segment.start_sec)}] ${segment.speaker === null ? "" : `${segment.speaker}: `}${segment.text}`,
    ),
  );
  return `${[...head, "", ...said].join("\n")}\n`;
}

/**
 * Keeps a transcript as `FOLDER/YYYY-MM-DD/<recording_id>.txt`, readable by the owner and group. It is complete or not
 * there. Throws what the file system throws.
 */
export function writeTranscriptText(
  folder: string,
  recording: ClaimedRecording,
  transcript: Transcript,
): void {
  const day = join(folder, recording.local_date);
  makeFolder(day, 0o750);
  const path = join(day, textFileName(recording.recording_id));
  const unfinished = `${path}.part`;
  try {
    writeFileSync(unfinished, transcriptAsText(recording, transcript), { mode: 0o640 });
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function clock(sec: number): string {
  const whole = Math.floor(sec);
  return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
}

function onOneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ");
}
