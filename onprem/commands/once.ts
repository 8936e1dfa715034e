import { once } from "../agent.ts";
import { loadConfig } from "../config/load-config.ts";
import { addCommand, type Cli } from "./cli-command.ts";
import { createOnceProgress } from "./once-progress.ts";
import { stopOnSignals } from "./stop-signal.ts";

export function registerOnce(cli: Cli): void {
  addCommand(cli, {
    usage: "once",
    summary: "look, transcribe and send once, at any time of day, then end",
    about:
      "Looks for recordings, transcribes what is pending, sends what the edge does not know yet, and ends. " +
      "It does not wait for the night and stops for nobody: use it to try Nightshift out, not while agents are on the phone. " +
      "It ends with 1 when a recording failed or the edge refused something, because somebody has to look at that.",
    examples: [
      ["nightshift once", "everything that is there now"],
      ["nightshift --config ./try.toml once", "with a configuration of its own"],
    ],
    exits: ["ok", "failed", "configuration", "source", "edge", "alreadyRunning"],
  }).action(() => run(cli.configPath()));
}

/** `nightshift once`: a line for each thing that happened; its exit code says whether all went through. */
async function run(configPath: string): Promise<void> {
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
