import { once } from "../agent.ts";
import { loadConfig } from "../config/load-config.ts";
import { transcriptionLine } from "../night/night-lines.ts";
import type { OnceEvent } from "../once/run-once.ts";
import { addCommand, type Cli } from "./cli-command.ts";
import { EXIT } from "./exit-codes.ts";
import { stopOnSignals } from "./stop-signal.ts";

export function registerOnce(cli: Cli): void {
  addCommand(cli, {
    usage: "once",
    summary: "look, transcribe and send once, at any time of day, then end",
    about:
      "Looks for recordings, transcribes what is pending, sends what the edge does not know yet, and ends. " +
      "It does not wait for the night: use it to try Nightshift out, not while agents are on the phone.",
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
  await once({
    config,
    env: process.env,
    signal: stop.signal,
    now: () => Date.now(),
    onEvent: (event) => {
      if (event.type === "edge_unavailable") process.exitCode = EXIT.edge;
      const line = describe(event);
      if (line !== null) console.log(line);
    },
  });
  const stopped = stop.exitCode();
  if (stopped !== null) {
    console.log("Stopped; what was being transcribed is back in the queue.");
    process.exitCode = stopped;
  }
}

function describe(event: OnceEvent): string | null {
  switch (event.type) {
    case "queued":
      return [
        ...event.warnings.map((warning) => `warning: ${warning}`),
        `${event.found} new recordings, ${event.pending} to transcribe`,
      ].join("\n");
    case "delivering":
      return null;
    case "started":
    case "settled":
    case "worker_unusable":
    case "storage_trouble":
      return transcriptionLine(event);
    case "delivered":
      return event.result === "rejected"
        ? `${event.recordingId} ${event.kind} refused by the edge: ${event.reason}`
        : null;
    case "edge_unavailable":
      return `${event.message}\nEverything unsent stays in the outbox and goes with the next run.`;
  }
}
