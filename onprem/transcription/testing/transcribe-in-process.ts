import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import * as z from "zod";

import { transcribeResultSchema, type TranscribeResult } from "../worker-messages.ts";
import type { FileToTranscribe } from "./transcribe-files.ts";

const SCRIPT = fileURLToPath(new URL("transcribe-files.ts", import.meta.url));

/** What becomes of files, in a process where programs are looked for on their `searchPath`. */
export function transcribeInProcess(
  ...files: (Omit<FileToTranscribe, "searchPath"> & { searchPath?: string })[]
): TranscribeResult[] {
  const given = files.map((file) => ({ searchPath: process.env.PATH ?? "", ...file }));
  const printed = execFileSync(process.execPath, [SCRIPT, JSON.stringify(given)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  return z.array(transcribeResultSchema).parse(JSON.parse(printed));
}

/** As `transcribeInProcess`, where every file has a transcript. */
export function transcriptsOf(...files: Parameters<typeof transcribeInProcess>) {
  return transcribeInProcess(...files).map((result) => {
    if (result.kind !== "transcribed") throw new Error(JSON.stringify(result));
    return result.transcript;
  });
}
