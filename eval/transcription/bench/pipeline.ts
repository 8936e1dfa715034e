import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Transcript } from "#shared/contracts/transcript.ts";

import { admitRecordings } from "../../../onprem/queue/admit-recordings.ts";
import { noteRecording } from "../../../onprem/queue/note-recording.ts";
import { inTransaction, openDatabase } from "../../../onprem/queue/open-database.ts";
import type { WorkerPlan } from "../../../onprem/transcription/plan-workers.ts";
import { DEFAULT_RECOGNITION } from "../../../onprem/transcription/recognition-options.ts";
import { superviseTranscription } from "../../../onprem/transcription/supervisor.ts";
import { startWhisperWorker } from "../../../onprem/transcription/whisper-worker.ts";
import { WorkerBrake } from "../../../onprem/transcription/worker-brake.ts";
import { cpuSecondsOf, peakBytesOf } from "./process-figures.ts";
import { BenchError } from "./whole-files.ts";

export type PipelineRun = {
  tookSec: number;
  audioSec: number;
  cpuSec: number;
  /** Of all workers together. */
  peakBytes: number;
  /** By recording; the first time each was transcribed. */
  transcripts: Map<string, Transcript>;
};

export type PipelineOptions = {
  model: string;
  language: string;
  /** For a model that knows no words; null where words are wanted. */
  maxTokens: number | null;
  workers: WorkerPlan["workers"];
  recordings: readonly { name: string; path: string }[];
  /** How often each recording is in the queue. */
  times: number;
  signal: AbortSignal;
};

/**
 * A night in small: recordings in a queue on disk, and the agent's own supervisor and workers. Time runs from the first claim
 * to the last transcript written down, with the models loaded before. Throws BenchError when a recording fails.
 */
export async function runPipeline(options: PipelineOptions): Promise<PipelineRun> {
  const { model, language, maxTokens, recordings, times, signal } = options;
  const stateFolder = mkdtempSync(join(tmpdir(), "nightshift-bench-"));
  const db = openDatabase(stateFolder);
  const failed = new AbortController();
  const end = AbortSignal.any([signal, failed.signal]);
  try {
    enqueue(db, recordings, times);
    const workers = await Promise.all(
      options.workers.map(({ cpus, threads }) =>
        startWhisperWorker({
          modelPath: model,
          cpus,
          threads,
          recognition: DEFAULT_RECOGNITION,
          ...(maxTokens === null ? {} : { timingTokens: maxTokens }),
          homeFolder: stateFolder,
          env: process.env,
          brake: new WorkerBrake(),
          signal: end,
        }),
      ),
    );
    // A worker with nothing left to do is ended: its last figures are kept.
    const seen = workers.map(({ pid }) => ({
      pid,
      beforeSec: cpuSecondsOf(pid),
      cpuSec: 0,
      peakBytes: 0,
    }));
    const look = () => {
      for (const one of seen) {
        one.cpuSec = Math.max(one.cpuSec, cpuSecondsOf(one.pid) - one.beforeSec);
        one.peakBytes = Math.max(one.peakBytes, peakBytesOf(one.pid));
      }
    };
    const run: PipelineRun = {
      tookSec: 0,
      audioSec: 0,
      cpuSec: 0,
      peakBytes: 0,
      transcripts: new Map(),
    };
    let failure: string | null = null;
    const beganMs = performance.now();
    await superviseTranscription({
      db,
      lease: { owner: "bench", bootId: "bench" },
      workers: workers.length,
      startWorker: async (index) => {
        const worker = workers[index];
        if (worker?.alive() !== true) throw new BenchError("A worker ended.");
        return worker;
      },
      request: ({ recording_id: recordingId, path }) => ({
        recordingId,
        path,
        language,
        initialPrompt: null,
        minCallSec: 0,
      }),
      claimTerms: () => ({ maxSec: null }),
      endWhenIdleForMs: 0,
      freeIdleWorkersMs: Infinity,
      drain: end,
      stop: end,
      mayFinish: () => false,
      now: Date.now,
      onEvent: (event) => {
        if (event.type !== "settled") return;
        const { outcome, recording } = event;
        if (outcome.kind === "transcribed") {
          const [, name = ""] = recording.recording_id.split("/");
          run.audioSec += outcome.transcript.audio_sec;
          if (!run.transcripts.has(name)) run.transcripts.set(name, outcome.transcript);
        } else if (outcome.kind === "skipped") {
          run.audioSec += outcome.durationSec;
        } else if (outcome.kind !== "interrupted") {
          failure ??= `${recording.path} was not transcribed: ${outcome.reason}`;
          failed.abort();
        }
        run.tookSec = (performance.now() - beganMs) / 1000;
        look();
      },
    });
    if (failure !== null) throw new BenchError(failure);
    for (const { cpuSec, peakBytes } of seen) {
      run.cpuSec += cpuSec;
      run.peakBytes += peakBytes;
    }
    return run;
  } finally {
    db.close();
    rmSync(stateFolder, { recursive: true, force: true });
  }
}

function enqueue(
  db: ReturnType<typeof openDatabase>,
  recordings: readonly { name: string; path: string }[],
  times: number,
): void {
  const now = Date.now();
  inTransaction(db, () => {
    for (let time = 0; time < times; time++) {
      for (const [index, { name, path }] of recordings.entries()) {
        const { size, mtimeMs } = statSync(path);
        noteRecording(
          db,
          {
            recordingId: `${time}/${name}`,
            sourceRef: null,
            uniqueid: null,
            callGroup: null,
            direction: null,
            agentUser: null,
            agentName: null,
            campaignId: null,
            callStatus: null,
            startedAt: now - 1_000_000 + time * recordings.length + index,
            localDate: "2026-01-01",
            expectedSec: null,
            priority: 0,
            file: { path, size, mtime: Math.floor(mtimeMs), lastNight: null },
          },
          now,
        );
      }
    }
    admitRecordings(db, { stableMs: 0, lostAfterMs: Infinity }, now);
  });
}
