import type { DatabaseSync } from "node:sqlite";

import type { Transcript } from "#shared/contracts/transcript.ts";

import { admitRecordings } from "../queue/admit-recordings.ts";
import { claimRecording } from "../queue/claim-recording.ts";
import { noteRecording, type SeenRecording } from "../queue/note-recording.ts";
import { inTransaction, openDatabase } from "../queue/open-database.ts";
import { rankAgents } from "../queue/rank-agents.ts";
import { settleRecording } from "../queue/settle-recording.ts";
import { measure, type Latency } from "./latency.ts";

const AGENTS = 40;
const DAYS = 10;
const DAY_MS = 24 * 60 * 60 * 1000;
const NOON = Date.UTC(2026, 10, 20, 12);
const LEASE = { owner: "bench", bootId: "bench", durationMs: 60_000 };
const POLICY = { stableMs: 0, lostAfterMs: DAY_MS };
const CHUNK = 5000;

export type QueueFigures = {
  rows: number;
  enqueue: Latency;
  claim: Latency;
  settle: Latency;
  /** What a write that is on disk costs here at least: a transaction that changes one row. */
  oneRowOnDisk: Latency;
};

/**
 * A queue of `rows` pending recordings in `folder`, and what the steps of one recording's life cost in it: entering with
 * its file known (noted and admitted), being claimed, and being settled with a transcript of ninety seconds.
 */
export async function benchQueue(
  folder: string,
  rows: number,
  samples: number,
): Promise<QueueFigures> {
  const db = openDatabase(folder);
  try {
    fill(db, rows);
    const enqueue = await measure(samples, (index) =>
      inTransaction(db, () => {
        noteRecording(db, recording(rows + index), NOON);
        admitRecordings(db, POLICY, NOON);
      }),
    );
    const claimed: string[] = [];
    const claim = await measure(samples, () => {
      const next = claimRecording(db, LEASE, NOON);
      if (next !== null) claimed.push(next.recording_id);
    });
    if (claimed.length !== samples) throw new Error("Too few recordings could be claimed.");
    const settle = await measure(samples, (index) =>
      settleRecording(
        db,
        claimed[index] ?? "",
        LEASE.owner,
        { kind: "transcribed", transcript: TRANSCRIPT },
        NOON,
      ),
    );
    const write = db.prepare("INSERT OR REPLACE INTO cursor (name, value) VALUES ('bench', ?)");
    const oneRowOnDisk = await measure(samples, (index) => write.run(String(index)));
    return { rows, enqueue, claim, settle, oneRowOnDisk };
  } finally {
    db.close();
  }
}

function fill(db: DatabaseSync, rows: number): void {
  for (let from = 0; from < rows; from += CHUNK) {
    inTransaction(db, () => {
      for (let index = from; index < Math.min(from + CHUNK, rows); index++) {
        noteRecording(db, recording(index), NOON);
      }
      admitRecordings(db, POLICY, NOON);
    });
  }
  rankAgents(db);
}

function recording(index: number): SeenRecording {
  const startedAt = NOON - (index % DAYS) * DAY_MS - index * 10;
  const localDate = new Date(startedAt).toISOString().slice(0, 10);
  return {
    recordingId: String(1_000_000 + index),
    sourceRef: null,
    uniqueid: `${Math.floor(startedAt / 1000)}.${index}`,
    callGroup: `lead-${index}`,
    direction: index % 2 === 0 ? "inbound" : "outbound",
    agentUser: String(6000 + (index % AGENTS)),
    agentName: `Agent ${index % AGENTS}`,
    campaignId: index % 3 === 0 ? "SALES" : "SUPPORT",
    callStatus: "SALE",
    startedAt,
    localDate,
    expectedSec: 90,
    priority: 0,
    file: {
      path: `/recordings/${index}-all.wav`,
      size: 1_440_000,
      mtime: startedAt,
      lastNight: localDate,
    },
  };
}

const TRANSCRIPT: Transcript = {
  language: "en",
  model: "ggml-small.bin",
  segments: Array.from({ length: 30 }, (_, index) => ({
    start_sec: index * 3,
    end_sec: index * 3 + 2.5,
    text: "Thank you for calling, how can I help you with that today?",
    confidence: 0.94,
    speaker: null,
  })),
  word_count: 360,
  audio_sec: 90,
  speech_sec: 75,
  transcription_sec: 6,
  redactions: { card: 0, security_code: 0, expiry: 0 },
};
