import { PullStoppedError } from "../../models/model-error.ts";
import { isSameFile, parseModelName } from "../../models/model-folder.ts";
import { pullModel } from "../../models/pull-model.ts";
import { createPullProgress } from "../pull-progress.ts";
import { stopOnSignals } from "../stop-signal.ts";
import { modelsPlace } from "./models-place.ts";

export type ModelPullOptions = { from?: string; url?: string; sha256?: string; folder?: string };

export async function modelPull(
  configPath: string,
  nameOrFile: string,
  options: ModelPullOptions,
): Promise<void> {
  const name = parseModelName(nameOrFile);
  const place = modelsPlace(configPath, options.folder);
  const stop = stopOnSignals();
  const progress = createPullProgress({
    terminal: process.stderr.isTTY,
    clockMs: () => performance.now(),
    write: (text) => void process.stderr.write(text),
  });
  try {
    const path = await pullModel({
      name,
      folder: place.folder,
      from: options.from ?? null,
      mirror: options.url ?? place.mirror,
      sha256: options.sha256 ?? null,
      minFreeBytes: place.minFreeBytes,
      signal: stop.signal,
      onEvent: progress.note,
    });
    console.log(`${path} is whole and in place.${next(path, place.inUse, configPath)}`);
  } catch (error) {
    progress.end();
    if (!(error instanceof PullStoppedError)) throw error;
    console.error(`nightshift: ${error.message}`);
    process.exitCode = stop.exitCode() ?? 0;
  }
}

function next(path: string, inUse: string | null, configPath: string): string {
  if (inUse === null) return "";
  return isSameFile(path, inUse)
    ? " The next night uses it."
    : `\nTo use it, set this in [whisper] of ${configPath}, and run \`sudo nightshift install\`:\n\n    model = ${JSON.stringify(path)}\n`;
}
