import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import ora from "ora";
import * as z from "zod";

import { readCpuTopology } from "../../onprem/transcription/cpu-topology.ts";
import { prepareWorkers } from "../../onprem/transcription/prepare-workers.ts";
import { DEFAULT_RECOGNITION } from "../../onprem/transcription/recognition-options.ts";
import { WorkerUnusableError } from "../../onprem/transcription/whisper-worker.ts";
import { LabelsError, readLabelledFolder, type LabelledRecording } from "./labelled-folder.ts";
import { measureRecording, TooLongError } from "./measure-recording.ts";
import { composeReport, reportTable, type MeasuredRecording } from "./report.ts";
import { transcribeLabelled, type Heard } from "./transcribe-labelled.ts";

const USAGE = `npm run eval:transcribe -- FOLDER [options]

  Transcribes the recordings of a folder with the agent's own pipeline and compares them with what is really said: word error
  rate, words made up in silence, how far off the times are. Nothing is kept and nothing is sent anywhere.

  FOLDER holds recordings and their truth: a truth.json, a list of
    { "recording_id": "1001", "truth": [{ "start": 4.0, "end": 8.8, "text": "..." }] }   times in seconds
  or a NAME.txt with the plain text beside NAME.wav (.mp3, .gsm, .ogg); then there are no times to compare.

  --model FILE      Whisper model in ggml format (default: the demo's, which knows the demo's calls only)
  --language CODE   what is spoken, as an ISO 639 code, or auto (default en)
  --prompt TEXT     company and product names, given to Whisper as context
  --workers N       processes at work (default: as many as a night would have)
  --limit N         only the first N recordings
  --json            print the figures as JSON
  --help            this text
`;

const DEMO_MODEL = join(import.meta.dirname, "..", "..", "demo", "whisper-demo.bin");

const optionsSchema = z.object({
  model: z.string().min(1).default(DEMO_MODEL),
  language: z
    .string()
    .regex(/^(auto|[a-z]{2,3})$/, "--language takes an ISO 639 code such as en, or auto")
    .default("en"),
  prompt: z.string().min(1).max(1000).optional(),
  workers: z.coerce.number("--workers takes a number").int().min(1).max(64).optional(),
  limit: z.coerce.number("--limit takes a number").int().min(1).optional(),
  json: z.boolean().default(false),
  help: z.boolean().default(false),
});

class UsageError extends Error {
  override name = "UsageError";
}

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
process.once("SIGTERM", () => stop.abort());
try {
  await run(process.argv.slice(2));
} catch (error) {
  const isKnown = [UsageError, LabelsError, WorkerUnusableError].some(
    (known) => error instanceof known,
  );
  if (!isKnown) throw error;
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function run(args: string[]): Promise<void> {
  const { folder, options } = readArguments(args);
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (folder === undefined) {
    throw new UsageError("Name the folder: npm run eval:transcribe -- demo/calls");
  }
  const labelled = readLabelledFolder(folder).slice(0, options.limit);
  const stateFolder = mkdtempSync(join(tmpdir(), "nightshift-eval-"));
  const spinner = ora({ stream: process.stderr }).start("Loading the model");
  const measured: MeasuredRecording[] = [];
  try {
    const workers = prepareWorkers(
      {
        whisper: {
          model: options.model,
          language: options.language,
          cpus: null,
          workers: options.workers ?? null,
          threads: null,
          recognition: DEFAULT_RECOGNITION,
        },
        stateFolder,
      },
      process.env,
      readCpuTopology(),
    );
    const request = {
      language: options.language,
      initialPrompt: options.prompt ?? null,
      minCallSec: 0,
    };
    const onHeard = (heard: Heard) => {
      measured.push(measure(heard));
      spinner.text = `${measured.length} of ${labelled.length} recordings`;
    };
    await transcribeLabelled(labelled, request, workers, onHeard, stop.signal);
  } finally {
    spinner.stop();
    await rm(stateFolder, { recursive: true, force: true });
  }
  if (stop.signal.aborted) {
    process.exitCode = 130;
    console.error(`Stopped after ${measured.length} of ${labelled.length} recordings.`);
    if (measured.length === 0) return;
  }
  const report = composeReport(inOrderOf(labelled, measured));
  console.log(options.json ? JSON.stringify(report, null, 2) : reportTable(report));
  if (report.failed.length > 0) process.exitCode ||= 1;
}

function measure(heard: Heard): MeasuredRecording {
  const { name } = heard.recording;
  if (heard.segments === null) return { name, figures: null, reason: heard.reason };
  try {
    return {
      name,
      figures: measureRecording(heard.recording, heard.segments),
      audioSec: heard.audioSec,
      tookSec: heard.tookSec,
      confidence: heard.confidence,
    };
  } catch (error) {
    if (!(error instanceof TooLongError)) throw error;
    return { name, figures: null, reason: error.message };
  }
}

function inOrderOf(
  labelled: readonly LabelledRecording[],
  measured: readonly MeasuredRecording[],
): MeasuredRecording[] {
  const position = new Map(labelled.map(({ name }, index) => [name, index]));
  return measured.toSorted((a, b) => (position.get(a.name) ?? 0) - (position.get(b.name) ?? 0));
}

function readArguments(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        model: { type: "string" },
        language: { type: "string" },
        prompt: { type: "string" },
        workers: { type: "string" },
        limit: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (positionals.length > 1) throw new TypeError("Name one folder.");
    return { folder: positionals[0], options: optionsSchema.parse(values) };
  } catch (error) {
    const said =
      error instanceof z.ZodError
        ? error.issues.map(({ message }) => message).join("; ")
        : firstSentence(error);
    throw new UsageError(`${said}\nnpm run eval:transcribe -- --help shows what there is.`);
  }
}

/** Node's own message goes on about escaping. */
function firstSentence(error: unknown): string {
  return String(error instanceof Error ? error.message : error).replace(/\. To specify.*$/s, ".");
}
