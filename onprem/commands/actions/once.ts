import { once } from "../../agent.ts";
import { loadConfig } from "../../config/load-config.ts";
import { createOnceProgress } from "../once-progress.ts";
import { stopOnSignals } from "../stop-signal.ts";

/** `nightshift once`: a line for each thing that happened; its exit code says whether all went through. */
export async function lookOnce(configPath: string): Promise<void> {
  const config = loadConfig(configPath, process.env);
  const stop = stopOnSignals();
  const progress = createOnceProgress();
  await once({
    config,
    env: process.env,
    signal: stop.signal,
    now: () => Date.now(),
    onEvent: (event) => {
      for (const line of progress.note(event)) console.log(line);
    },
  });
  for (const line of progress.summary()) console.log(line);
  const stopped = stop.exitCode();
  if (stopped !== null) console.log("Stopped; what was being transcribed is back in the queue.");
  process.exitCode = stopped ?? progress.exitCode();
}
