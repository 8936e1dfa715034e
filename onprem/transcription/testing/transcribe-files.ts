import { fileURLToPath } from "node:url";

import * as z from "zod";

import { decodeRecording } from "../../audio/decode-recording.ts";
import { createVoiceActivityDetector } from "../../audio/voice-activity.ts";
import { DEFAULT_RECOGNITION } from "../recognition-options.ts";
import { transcribeRecording } from "../transcribe-recording.ts";
import { loadWhisperEngine } from "../whisper-engine.ts";

/*
 * Transcribes files, with the demo's model unless told otherwise, and prints the results as JSON; the engine is quiet in a
 * process of its own.
 */
const filesSchema = z.array(
  z.object({
    path: z.string(),
    searchPath: z.string(),
    model: z
      .string()
      .default(fileURLToPath(new URL("../../../demo/whisper-demo.bin", import.meta.url))),
    language: z.string().default("en"),
    initialPrompt: z.string().nullable().default(null),
    trimAudioCtx: z.boolean().default(true),
  }),
);
export type FileToTranscribe = z.input<typeof filesSchema>[number];

const voiceActivity = createVoiceActivityDetector();
const results = [];
for (const file of filesSchema.parse(JSON.parse(process.argv[2] ?? "null"))) {
  const { path, language, initialPrompt, trimAudioCtx } = file;
  const engine = await loadWhisperEngine(file.model, 1);
  const request = { recordingId: "4711", path, language, initialPrompt, minCallSec: 5 };
  results.push(
    await transcribeRecording(request, {
      engine,
      voiceActivity,
      decode: (path) => decodeRecording(path, { searchPath: file.searchPath }),
      clockMs: () => performance.now(),
      recognition: { ...DEFAULT_RECOGNITION, trimAudioCtx },
    }),
  );
  await engine.free();
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
