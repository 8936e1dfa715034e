import type { DatabaseSync } from "node:sqlite";

import { onTestFinished } from "vitest";

import type { Transcript } from "#shared/contracts/transcript.ts";

import { admitRecordings } from "../queue/admit-recordings.ts";
import { noteRecording, type SeenFile, type SeenRecording } from "../queue/note-recording.ts";
import { openDatabase } from "../queue/open-database.ts";
import { tempFolder } from "./temp-folder.ts";

export const NOON = Date.UTC(2026, 10, 20, 12);
export const ADMIT_AT_ONCE = { stableMs: 0, lostAfterMs: 0 };

/** A real queue in a folder of its own. */
export function openTestQueue(): DatabaseSync {
  const db = openDatabase(tempFolder());
  onTestFinished(() => db.close());
  return db;
}

export function seenRecording(
  recordingId: string,
  change: Partial<SeenRecording> = {},
): SeenRecording {
  return {
    recordingId,
    sourceRef: null,
    uniqueid: null,
    callGroup: null,
    direction: null,
    agentUser: "1001",
    agentName: "Sarah Mitchell",
    campaignId: "SUPPORT_IN",
    callStatus: "RESOLV",
    startedAt: NOON - 60_000,
    localDate: "2026-11-20",
    expectedSec: null,
    priority: 0,
    file: seenFile(recordingId),
    ...change,
  };
}

export function seenFile(recordingId: string, change: Partial<SeenFile> = {}): SeenFile {
  return {
    path: `/recordings/${recordingId}.wav`,
    size: 1000,
    mtime: NOON - 30_000,
    lastNight: null,
    ...change,
  };
}

/** Puts recordings into the queue as pending. */
export function queueRecordings(db: DatabaseSync, ...recordingIds: string[]): void {
  for (const [index, id] of recordingIds.entries()) {
    noteRecording(db, seenRecording(id, { startedAt: NOON - 60_000 + index }), NOON);
  }
  admitRecordings(db, ADMIT_AT_ONCE, NOON);
}

/** State, reason code, tries and interruptions of a recording. */
export function stateOf(db: DatabaseSync, recordingId: string): Record<string, unknown> {
  const row = db
    .prepare(
      "SELECT state, reason_code, attempts, interruptions FROM recording WHERE recording_id = ?",
    )
    .get(recordingId);
  return { ...row };
}

export const someTranscript: Transcript = {
  language: "en",
  model: "whisper-demo.bin",
  segments: [
    { start_sec: 4, end_sec: 8.8, text: "Thank you for calling.", confidence: 0.98, speaker: null },
  ],
  word_count: 4,
  audio_sec: 62.15,
  speech_sec: 4.8,
  transcription_sec: 2.1,
  redactions: { card: 0, security_code: 0, expiry: 0 },
};
