import { InvalidArgumentError } from "commander";

import type { TranscribeOptions } from "./actions/transcribe.ts";
import { addCommand, type Cli } from "./cli-command.ts";

export function registerTranscribe(cli: Cli): void {
  addCommand(cli, {
    usage: "transcribe",
    summary: "transcribe what is queued until the night's window ends",
    about:
      "Works through the queue with workers on cores of their own, at idle priority, and stops them while production needs " +
      "the host. Outside of the window it says when the next night begins and ends; the systemd timer starts it each " +
      "evening. `nightshift watch` fills the queue and sends what is done.",
    examples: [
      ["nightshift transcribe", "as the timer does"],
      ["nightshift transcribe --until 12:30", "catch up, whatever the time"],
    ],
    exits: ["ok", "failed", "configuration", "alreadyRunning"],
  })
    .option("--now", "whatever the time, until nothing is left; still guarded")
    .option(
      "--until <HH:MM>",
      "whatever the time, until then on the site's clock; still guarded",
      clockTime,
    )
    .action(async (options: TranscribeOptions) => {
      const { transcribe } = await import("./actions/transcribe.ts");
      await transcribe(cli.configPath(), options);
    });
}

function clockTime(text: string): string {
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return text;
  throw new InvalidArgumentError("It must be a time of day such as 06:30.");
}
