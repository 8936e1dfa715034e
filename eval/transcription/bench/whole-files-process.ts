import { createRequire } from "node:module";

import type * as SmartWhisper from "smart-whisper";
import * as z from "zod";

import { decodeRecording } from "../../../onprem/audio/decode-recording.ts";
import { resampleForSpeech } from "../../../onprem/audio/resample.ts";
import {
  wholeFilesOptionsSchema,
  type WholeFile,
  type WholeFileAnswer,
} from "./whole-files-messages.ts";

/*
 * One build of smart-whisper on whole recordings, with the engine's own defaults: what one gets without the pipeline. It is
 * told a path by message and answers with text and time; decoding counts, loading the model does not.
 */
process.on("disconnect", () => process.exit(0));
const options = wholeFilesOptionsSchema.parse(JSON.parse(process.argv[2] ?? "null"));
const segmentsSchema = z.array(z.object({ from: z.number(), to: z.number(), text: z.string() }));

try {
  const smartWhisper: typeof SmartWhisper = createRequire(import.meta.url)(options.packageFolder);
  const whisper = new smartWhisper.Whisper(options.model, { gpu: false });
  await whisper.load();
  process.on("message", (path) => {
    void transcribe(whisper, z.string().parse(path)).then(send, (error: unknown) =>
      send({ type: "failed", reason: error instanceof Error ? error.message : String(error) }),
    );
  });
  send({ type: "ready" });
} catch (error) {
  send({ type: "failed", reason: error instanceof Error ? error.message : String(error) });
}

async function transcribe(whisper: SmartWhisper.Whisper, path: string): Promise<WholeFile> {
  const beganMs = performance.now();
  const { channels, sampleRateHz, durationSec } = await decodeRecording(path, {
    searchPath: process.env.PATH ?? "",
  });
  const task = await whisper.transcribe(resampleForSpeech(mixed(channels), sampleRateHz), {
    language: options.language,
    // By default it takes as many as the host has, four at most; this process has fewer.
    n_threads: options.threads,
    print_progress: false,
    print_realtime: false,
    print_timestamps: false,
    ...(options.maxTokens === null
      ? {}
      : { max_tokens: options.maxTokens, temperature_inc: 0, single_segment: true }),
  });
  const segments = segmentsSchema.parse(await task.result);
  return {
    type: "done",
    audioSec: durationSec,
    tookSec: (performance.now() - beganMs) / 1000,
    segments: segments.map(({ from, to, text }) => ({
      start_sec: from / 1000,
      end_sec: to / 1000,
      text,
    })),
  };
}

/** All channels as one, −1 to 1. */
function mixed(channels: readonly Int16Array[]): Float32Array {
  const [first = new Int16Array()] = channels;
  const fullScale = 0x8000 * channels.length;
  return Float32Array.from(
    first,
    (_, at) => channels.reduce((sum, channel) => sum + (channel[at] ?? 0), 0) / fullScale,
  );
}

function send(answer: WholeFileAnswer): void {
  process.send?.(answer);
}
