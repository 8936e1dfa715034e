import { parseArgs } from "node:util";

import { whisperPaths } from "./build-record.ts";
import { checkWhisperBuild } from "./check-build.ts";
import { compileWhisper, WhisperBuildError } from "./compile.ts";
import { readHostCpu } from "./host-cpu.ts";

/*
 * Runs after `npm ci` and as `npm run build:whisper`. After an install a failure is only told, not fatal: whoever works on
 * the edge alone needs no compiler, and every command that transcribes checks the build again and repeats the message.
 */
const { values } = parseArgs({ options: { force: { type: "boolean", default: false } } });
const paths = whisperPaths();
const host = readHostCpu();

if (values.force || !checkWhisperBuild(paths, host).ok) {
  process.stdout.write(`Compiling the Whisper engine for ${host.model} …\n`);
  try {
    const startedAtMs = performance.now();
    compileWhisper({ paths, host, env: process.env, now: () => new Date() });
    const tookSec = Math.round((performance.now() - startedAtMs) / 1000);
    process.stdout.write(`Whisper engine compiled in ${tookSec} s.\n`);
  } catch (error) {
    if (!(error instanceof WhisperBuildError)) throw error;
    process.stderr.write(`\n${error.message}\n\n`);
    if (values.force) process.exitCode = 1;
  }
}
