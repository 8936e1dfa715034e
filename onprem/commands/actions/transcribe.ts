import { transcribeAtNight } from "../../agent.ts";
import { loadConfig, type AgentConfig } from "../../config/load-config.ts";
import { logNight } from "../../night/log-night.ts";
import type { NightEvent } from "../../night/night-event.ts";
import { clockAt, nightLine } from "../../night/night-lines.ts";
import { nextClockTime, windowAt } from "../../night/night-window.ts";
import { createLogger } from "../../telemetry/logger.ts";
import { drainThenForce } from "../night-signals.ts";

export type TranscribeOptions = {
  /** Run whatever the time, until nothing is left. */
  now?: boolean;
  /** Run whatever the time, until HH:MM on the site's clock. */
  until?: string;
};

/**
 * `nightshift transcribe`: transcribes until the night's window ends. Outside of it says when the next begins and ends with
 * 0, because a persistent timer fires at any hour. JSON lines for journald, or a line for each recording at a terminal.
 */
export async function transcribe(configPath: string, options: TranscribeOptions): Promise<void> {
  const config = loadConfig(configPath, process.env);
  const tell = createTeller(config);
  const now = Date.now();
  const window = windowAt(now, config.night, config.site.timeZone);
  const asked = options.now === true || options.until !== undefined;
  if (!window.inside && !asked) {
    return tell.outside(window.startsAt);
  }
  if (!window.inside) {
    tell.event({
      type: "warning",
      message:
        "This is outside of the night's window, so the host may be in business hours. The guard, where it is on, pauses the work when production needs the host.",
    });
  }
  const stop = drainThenForce();
  await transcribeAtNight({
    config,
    env: process.env,
    endsAt: endOf(options, config, now, window.inside ? window.endsAt : null),
    drain: stop.drain,
    force: stop.force,
    onEvent: tell.event,
    now: () => Date.now(),
  });
  process.exitCode = stop.exitCode() ?? 0;
}

function endOf(
  options: TranscribeOptions,
  { site }: AgentConfig,
  now: number,
  windowEndsAt: number | null,
): number | null {
  if (options.until !== undefined) return nextClockTime(now, options.until, site.timeZone);
  return options.now === true ? null : windowEndsAt;
}

function createTeller({ site, night, logLevel }: AgentConfig): {
  event: (event: NightEvent) => void;
  outside: (startsAt: number) => void;
} {
  const { timeZone } = site;
  if (process.stdout.isTTY) {
    return {
      event: (event) => {
        const line = nightLine(event, timeZone);
        if (line !== null) console.log(`${clockAt(Date.now(), timeZone)}  ${line}`);
      },
      outside: (startsAt) =>
        console.log(
          `It is not night at this site (${night.start} to ${night.end}). The next night begins at ${clockAt(startsAt, timeZone)}, ${new Date(startsAt).toISOString()}.\n` +
            "To catch up now: nightshift transcribe --until HH:MM, or --now until nothing is left.",
        ),
    };
  }
  const logger = createLogger(logLevel);
  return {
    event: (event) => logNight(logger, event),
    outside: (startsAt) =>
      logger.info(
        { event: "outside_window", next_start: new Date(startsAt).toISOString() },
        "outside of the night's window, nothing to do",
      ),
  };
}
