import { MAX_WANTED_AUDIO } from "#shared/contracts/audio.ts";

import {
  clearSpool,
  sendAudio,
  tellUnavailable,
  type SentAudio,
} from "../audio-upload/send-audio.ts";
import { nextUpload, noteWanted } from "../audio-upload/upload-queue.ts";
import { findProgram } from "../audio/find-program.ts";
import type { AgentConfig } from "../config/load-config.ts";
import { freeBytesOf } from "../night/disk-room.ts";
import { windowAt } from "../night/night-window.ts";
import { EdgeRefusedError } from "../outbox/edge-errors.ts";
import type { Step, StepResult } from "./poll-loop.ts";
import type { WatchContext } from "./watch-context.ts";

/** How long an edge that knows nothing of audio is left alone with it. */
const UNKNOWN_MS = 24 * 60 * 60_000;
/** Another list is asked for soon when this one was full. */
const MORE_AFTER_MS = 1000;

type AudioContext = Pick<WatchContext, "db" | "edge" | "log" | "now"> & {
  config: Pick<AgentConfig, "site" | "stateFolder" | "minFreeBytes" | "night" | "audio">;
  /** Folders to look for ffmpeg in, as in PATH. */
  searchPath: string;
};

/**
 * Sends the sound that the edge wants, one recording after the other, within the hours in which that is allowed. Made only where
 * the host's owner has switched it on; whether the site wants any, the edge says.
 */
export function createAudioStep(context: AudioContext): Step {
  const { db, edge, config, log, now, searchPath } = context;
  const { site, stateFolder, night, audio } = config;
  const mayRun = () => audio.when === "always" || windowAt(now(), night, site.timeZone).inside;
  return async (signal) => {
    await clearSpool(stateFolder);
    if (!mayRun() || !hasRoom(config)) return { isIdle: true };
    const wanted = await askWanted(edge);
    if (wanted === null) {
      log.warn(
        { event: "audio_unknown" },
        "the edge is older than this agent and takes no sound; it is asked again tomorrow",
      );
      return { nextInMs: UNKNOWN_MS, isIdle: true };
    }
    const sending = {
      db,
      edge,
      siteId: site.id,
      stateFolder,
      ffmpeg: findProgram("ffmpeg", searchPath),
      bitsPerSec: audio.bitsPerSec,
      now,
    };
    if (wanted.audio_upload === "off") return {};
    for (const recordingId of noteWanted(db, wanted.recording_ids, now())) {
      await tellUnavailable(sending, recordingId, "recording_gone");
    }
    let sent = 0;
    for (let due = nextUpload(db, now()); due !== null; due = nextUpload(db, now())) {
      if (signal.aborted || !mayRun() || !hasRoom(config)) break;
      const outcome = await sendAudio(sending, due, signal);
      logOutcome(log, due.recordingId, outcome);
      if (outcome.outcome === "sent") sent += 1;
    }
    const isFull = wanted.recording_ids.length === MAX_WANTED_AUDIO;
    return sent > 0 && isFull ? { nextInMs: MORE_AFTER_MS } : ({} satisfies StepResult);
  };
}

function hasRoom({ stateFolder, minFreeBytes }: AudioContext["config"]): boolean {
  return (freeBytesOf(stateFolder) ?? Number.POSITIVE_INFINITY) >= minFreeBytes;
}

/** Null from an edge that does not know the question. */
async function askWanted(edge: WatchContext["edge"]) {
  try {
    return await edge.wantedAudio();
  } catch (error) {
    if (error instanceof EdgeRefusedError && error.status === 404) return null;
    throw error;
  }
}

function logOutcome(log: WatchContext["log"], recordingId: string, outcome: SentAudio): void {
  const { outcome: what, ...figures } = outcome;
  const fields = { event: `audio_${what}`, recording_id: recordingId, ...figures };
  if (what === "sent" || what === "not_wanted") return log.info(fields, `its sound: ${what}`);
  if (what === "postponed") return log.info(fields, "its sound is tried again later");
  log.warn(fields, "its sound cannot be sent; the edge was told why");
}
