import { watch } from "../../agent.ts";
import { loadConfig } from "../../config/load-config.ts";
import { describeError } from "../../telemetry/describe-error.ts";
import { createLogger, type Logger } from "../../telemetry/logger.ts";
import { EXIT } from "../exit-codes.ts";
import { stopOnSignals } from "../stop-signal.ts";

export async function watchUntilStopped(configPath: string): Promise<void> {
  const config = loadConfig(configPath, process.env);
  const log = createLogger(config.logLevel);
  // Whatever else ends the process, such as a log that nobody reads any more, is a failure: the service starts it again.
  process.exitCode = EXIT.failed;
  endOnFaults(log);
  await watch({
    config,
    env: process.env,
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
