import { existsSync, statSync } from "node:fs";

import { modelPath, modelsIn, parseModelName } from "../../models/model-folder.ts";
import { verifyModel } from "../../models/verify-model.ts";
import { forTerminal } from "../../status/text-for-terminal.ts";
import { EXIT } from "../exit-codes.ts";
import { createPullProgress } from "../pull-progress.ts";
import { stopOnSignals } from "../stop-signal.ts";
import { modelsPlace } from "./models-place.ts";

export type ModelVerifyOptions = { folder?: string };

/** `nightshift model verify`: a line for each model; ends with `failed` when one is not right or there is none. */
export async function modelVerify(
  configPath: string,
  names: readonly string[],
  options: ModelVerifyOptions,
): Promise<void> {
  const { folder, inUse } = modelsPlace(configPath, options.folder);
  const here = modelsIn(folder);
  const paths =
    names.length > 0
      ? names.map((name) => modelPath(folder, parseModelName(name)))
      : [...new Set([...here, ...(inUse === null ? [] : [inUse])])];
  if (paths.length === 0) {
    console.error(`nightshift: There is no model in ${forTerminal(folder)}.`);
    process.exitCode = EXIT.failed;
  }
  const stop = stopOnSignals();
  for (const path of paths) {
    const { right, line } = await verify(path, stop.signal);
    if (stop.signal.aborted) {
      process.exitCode = stop.exitCode() ?? EXIT.failed;
      return;
    }
    if (!right) process.exitCode = EXIT.failed;
    console.log(`${right ? "ok  " : "FAIL"}  ${forTerminal(line)}`);
  }
}

async function verify(
  path: string,
  signal: AbortSignal,
): Promise<{ right: boolean; line: string }> {
  if (!existsSync(path)) return { right: false, line: `${path} is not there` };
  const total = statSync(path).size;
  let done = 0;
  const progress = createPullProgress({
    terminal: process.stderr.isTTY,
    clockMs: () => performance.now(),
    write: (text) => void process.stderr.write(text),
  });
  try {
    const verdict = await verifyModel(path, {
      signal,
      onBytes: (count) => {
        done += count;
        progress.note({ type: "progress", doing: "checksum", done, total });
      },
    });
    switch (verdict.kind) {
      case "intact":
        return {
          right: true,
          line: `${path}  ${verdict.by === "list" ? "is the published file" : "is as it was when it came"}`,
        };
      case "first_seen":
        return {
          right: true,
          line: `${path}  is whole; in no list, so its SHA-256 ${verdict.sha256} is remembered`,
        };
      case "wrong":
        return { right: false, line: `${path} ${verdict.problem}` };
    }
  } catch (error) {
    return {
      right: false,
      line: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    };
  } finally {
    progress.end();
  }
}
