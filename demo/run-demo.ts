import { setTimeout as sleep } from "node:timers/promises";

import { localDateAt } from "#shared/time/site-time.ts";

import { once } from "../onprem/agent.ts";
import { loadConfig } from "../onprem/config/load-config.ts";
import type { OnceEvent } from "../onprem/once/run-once.ts";
import { EdgeUnavailableError } from "../onprem/outbox/edge-errors.ts";
import { WorkerUnusableError } from "../onprem/transcription/whisper-worker.ts";
import { whisperPaths } from "../onprem/whisper-build/build-record.ts";
import { checkWhisperBuild } from "../onprem/whisper-build/check-build.ts";
import { readHostCpu } from "../onprem/whisper-build/host-cpu.ts";
import { readDemoCalls } from "./demo-calls.ts";
import { startCleanFolder, type DemoFolder } from "./demo-folder.ts";
import { startLocalEdge, withLocalDatabase, type LocalEdge } from "./local-edge.ts";
import { createSite, SITE_ID, writeAgentConfig } from "./prepare-site.ts";
import type { Progress } from "./progress.ts";
import { restampRecordings } from "./restamp-recordings.ts";
import { isFinal, readResults, type DemoResult } from "./results.ts";
import { generateSampleHistory } from "./sample-history/generate-sample-history.ts";
import { insertSampleHistory } from "./sample-history/insert-sample-history.ts";
import { insertSampleReviews } from "./sample-history/insert-sample-reviews.ts";
import type { ScoringProvider } from "./scoring-provider.ts";
import { createTranscriptionProgress } from "./transcription-progress.ts";

const SAMPLE_SEED = 1;
/** A model that answers slowly, or whose quota is spent, does not hold the demo up for longer. */
const SCORING_TIMEOUT_MS = 3 * 60_000;
const SCORING_POLL_MS = 500;

export type DemoRun = {
  edge: LocalEdge;
  readToken: string;
  signInUrl: string;
  results: DemoResult[];
};

export type DemoRunOptions = {
  /** Emptied first. */
  root: string;
  port: number;
  modelPath: string;
  history: boolean;
  provider: ScoringProvider;
  timeZone: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  progress: Progress;
  now: () => number;
};

/**
 * The whole pipeline on this machine: site, Worker and D1 are made from nothing, the recordings go through the real agent,
 * and the results are read back through the API. The caller stops `edge`; when this throws or `signal` aborts, everything
 * started is stopped already. Returns null when stopped.
 */
export async function runDemo(options: DemoRunOptions): Promise<DemoRun | null> {
  const { progress, signal, timeZone, now } = options;
  checkBuild(progress);
  const folder = startCleanFolder(options.root);
  const calls = readDemoCalls();
  const secrets = await prepareDatabase(options, folder);
  if (signal.aborted) return null;

  progress.start("Starting the Worker");
  const edge = await startLocalEdge({
    stateFolder: folder.edgeState,
    port: options.port,
    vars: options.provider.vars,
    secrets: options.provider.secrets,
  });
  try {
    progress.succeed(`Worker with D1 running; calls are scored by ${options.provider.description}`);
    restampRecordings(calls, folder.recordings, timeZone, now());
    writeAgentConfig(folder, {
      edgeUrl: edge.url,
      ingestToken: secrets.ingestToken,
      modelPath: options.modelPath,
      timeZone,
    });
    const audioSec = calls.reduce((sum, call) => sum + call.duration, 0);
    await runAgent(options, folder, { calls: calls.length, audioSec });
    const read = () =>
      readResults({
        calls,
        edgeUrl: edge.url,
        readToken: secrets.readToken,
        agentState: folder.agentState,
      });
    const results = signal.aborted ? null : await waitForScores(read, edge, options);
    if (results === null || signal.aborted) {
      await edge.stop();
      return null;
    }
    const signInUrl = `${edge.url}/sign-in?code=${secrets.signInCode}`;
    return { edge, readToken: secrets.readToken, signInUrl, results };
  } catch (error) {
    await edge.stop();
    throw error;
  }
}

function checkBuild(progress: Progress): void {
  progress.start("Checking the Whisper build");
  const build = checkWhisperBuild(whisperPaths(), readHostCpu());
  if (!build.ok) throw new WorkerUnusableError(build.message);
  progress.succeed(`Whisper engine is compiled for this CPU (${build.record.cpu.model})`);
}

async function prepareDatabase(
  { progress, timeZone, history, now }: DemoRunOptions,
  folder: DemoFolder,
) {
  progress.start("Creating the site");
  return withLocalDatabase(folder.edgeState, async (db) => {
    const secrets = await createSite(db, timeZone, now());
    if (history) {
      progress.update("Generating thirty days of sample history");
      const today = localDateAt(now(), timeZone);
      const sample = generateSampleHistory({ seed: SAMPLE_SEED, today, timeZone });
      await insertSampleHistory(db, SITE_ID, sample);
      await insertSampleReviews(db, SITE_ID, sample, SAMPLE_SEED);
    }
    progress.succeed(
      history
        ? "Site created, with thirty days of sample history"
        : "Site created, without history",
    );
    return secrets;
  });
}

async function runAgent(
  { env, signal, progress, now }: DemoRunOptions,
  folder: DemoFolder,
  totals: { calls: number; audioSec: number },
): Promise<void> {
  const transcription = createTranscriptionProgress(totals);
  let uploaded = 0;
  let unavailable: string | null = null;
  progress.start("Looking for recordings");
  const onEvent = (event: OnceEvent) => {
    transcription.note(event, performance.now());
    switch (event.type) {
      case "queued":
        progress.succeed(`${event.pending} recordings queued`);
        progress.start("Loading the Whisper model");
        break;
      case "started":
      case "settled":
        progress.update(`Transcribing  ${transcription.line(performance.now())}`);
        break;
      case "delivering":
        progress.succeed(`Transcribed  ${transcription.line(performance.now())}`);
        progress.start("Uploading");
        break;
      case "delivered":
        if (event.kind === "transcript" && event.result !== "rejected") uploaded += 1;
        progress.update(`Uploading  ${uploaded} transcripts`);
        break;
      case "edge_unavailable":
        unavailable = event.message;
        break;
    }
  };
  await once({ config: loadConfig(folder.agentConfig, {}), env, signal, onEvent, now });
  if (unavailable !== null) throw new EdgeUnavailableError(unavailable);
  if (!signal.aborted) progress.succeed(`Uploaded ${uploaded} transcripts`);
}

/** Waits until every call has come to its end, or the time is up: what is still open then shows as it stands. */
async function waitForScores(
  read: () => Promise<DemoResult[]>,
  edge: LocalEdge,
  { signal, progress, now }: DemoRunOptions,
): Promise<DemoResult[]> {
  progress.start("Scoring");
  const deadline = now() + SCORING_TIMEOUT_MS;
  for (let round = 0; ; round++) {
    const results = await read();
    const scored = results.filter((result) => result.total_score !== null).length;
    const open = results.filter((result) => !isFinal(result)).length;
    if (open === 0 || now() > deadline || signal.aborted) {
      const rest = open === 0 ? "" : `; ${open} still open`;
      progress.succeed(
        `Scored ${scored} calls, ${results.length - scored - open} need no score${rest}`,
      );
      return results;
    }
    progress.update(`Scoring  ${scored} scored, ${open} to go`);
    if (round % 10 === 9) await edge.tick();
    await sleep(SCORING_POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}
