import * as z from "zod";

import { recordingRefSchema } from "../../recording-ref.ts";
import { createRecordingFiles } from "../locate-recording.ts";

/* Begins a look, locates one recording with the rights this process has, and prints what came of it as JSON. */
const { folder, ref } = z
  .object({ folder: z.string(), ref: recordingRefSchema })
  .parse(JSON.parse(process.argv[2] ?? "null"));
const files = createRecordingFiles({
  recordingsFolder: `${folder}/monitorDONE`,
  archiveFolder: `${folder}/archive`,
  originalsKeptMs: 0,
  night: { start: "22:00", end: "07:00" },
  timeZone: "America/New_York",
  user: "nightshift",
  fetchRecording: null,
  now: () => Date.now(),
});
const outcome = await files
  .beginLook()
  .then(() => files.locate("4711", ref))
  .catch((error: unknown) => ({ threw: error instanceof Error ? error.message : "" }));
process.stdout.write(JSON.stringify({ outcome, warnings: files.takeWarnings() }));
