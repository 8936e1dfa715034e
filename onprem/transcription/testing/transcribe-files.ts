import { fileURLToPath } from "node:url";

import * as z from "zod";

import { decodeRecording } from "../../audio/decode-recording.ts";
import { createVoiceActivityDetector } from "../../audio/voice-activity.ts";
import { DEFAULT_RECOGNITION } from "../recognition-options.ts";
import { transcribeRecording } from "../transcribe-recording.ts";
import { loadWhisperEngine } from "../whisper-engine.ts";

/* Transcribes files with the demo's model and prints the results as JSON; the engine is quiet in a process of its own. */
const files = z
  .array(z.object({ path: z.string(), searchPath: z.string() }))
  .parse(JSON.parse(process.argv[2] ?? "null"));
const model = fileURLToPath(new URL("../../../demo/whisper-demo.bin", import.meta.url));
const engine = await loadWhisperEngine(model, 1);
const voiceActivity = createVoiceActivityDetector();
const results = [];
for (const { path, searchPath } of files) {
  const request = { recordingId: "4711", path, language: "en", initialPrompt: null, minCallSec: 5 };
  results.push(
    await transcribeRecording(request, {
      engine,
      voiceActivity,
      decode: (path) => decodeRecording(path, { searchPath }),
      clockMs: () => performance.now(),
      recognition: DEFAULT_RECOGNITION,
    }),
  );
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
