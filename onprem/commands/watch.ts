import { watch } from "../agent.ts";
import { loadConfig } from "../config/load-config.ts";
import { describeError } from "../telemetry/describe-error.ts";
import { createLogger, type Logger } from "../telemetry/logger.ts";
import { addCommand, type Cli } from "./cli-command.ts";
import { EXIT } from "./exit-codes.ts";
import { stopOnSignals } from "./stop-signal.ts";

export function registerWatch(cli: Cli): void {
  addCommand(cli, {
    usage: "watch",
    summary: "stay, look for recordings and send what the edge does not know yet",
    about:
      "Looks for recordings, sends transcripts as they come, and tells the edge how this host is, until it is stopped. " +
      "It transcribes nothing itself: that is the night's work. The service nightshift-watch runs it; its log is JSON, a line for " +
      "each thing that happened. The first SIGTERM or Ctrl-C lets it finish within seconds and ends it with 0, the second ends " +
      "it at once; nothing is lost either way.",
    examples: [
      ["systemctl status nightshift-watch", "whether the service runs"],
      ["journalctl -u nightshift-watch -f", "what it does now"],
      ["nightshift watch", "the same in a terminal"],
    ],
    exits: ["ok", "failed", "configuration", "alreadyRunning"],
  }).action(() => run(cli.configPath()));
}

async function run(configPath: string): Promise<void> {
  const config = loadConfig(configPath, process.env);
  const log = createLogger(config.logLevel);
  // Whatever else ends the process, such as a log that nobody reads any more, is a failure: the service starts it again.
  process.exitCode = EXIT.failed;
  endOnFaults(log);
  await watch({
    config,
    signal: stopOnSignals().signal,
    log,
    now: () => Date.now(),
    random: () => Math.random(),
  });
  // A look that hangs on a dead disk must not keep the process.
  process.exit(EXIT.ok);
}

/** A fault that nothing caught is said without file names and numbers; the service starts anew from what is on disk. */
function endOnFaults(log: Logger): void {
  process.on("uncaughtException", (error) => {
    const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
    const { message, ...fields } = describeError(error);
    log.fatal({ event: "fault", ...fields, frames: frames.slice(0, 10) }, message);
    process.exit(EXIT.failed);
  });
}
