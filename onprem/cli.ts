#!/usr/bin/env node
import { Command, InvalidArgumentError } from "commander";

import { AGENT_VERSION } from "./agent.ts";
import { doctor } from "./commands/doctor.ts";
import { isForPeople } from "./commands/known-errors.ts";
import { once } from "./commands/once.ts";
import { retry } from "./commands/retry.ts";
import { show } from "./commands/show.ts";
import { status } from "./commands/status.ts";
import { transcribe, type TranscribeOptions } from "./commands/transcribe.ts";

const program = new Command("nightshift")
  .description("Transcribes call recordings on this host and sends the text to be scored.")
  .version(AGENT_VERSION)
  .option(
    "-c, --config <file>",
    "configuration file",
    process.env.NIGHTSHIFT_CONFIG ?? "nightshift.toml",
  )
  .showHelpAfterError();

const configPath = () => program.opts<{ config: string }>().config;

program
  .command("once")
  .description(
    "look for recordings, transcribe what is pending, send what the edge does not know yet, and end",
  )
  .action(() => once(configPath()));
program
  .command("transcribe")
  .description(
    "transcribe what is queued until the night's window ends; outside of it, say when the next begins",
  )
  .option("--now", "whatever the time, until nothing is left; still guarded")
  .option(
    "--until <HH:MM>",
    "whatever the time, until then on the site's clock; still guarded",
    clockTime,
  )
  .action((options: TranscribeOptions) => transcribe(configPath(), options));
program
  .command("status")
  .description(
    "how many recordings are in which state, what waits to be sent, how the last run went",
  )
  .action(() => status(configPath()));
program
  .command("show <recording_id>")
  .description("one recording: its state, why, and its transcript")
  .action((recordingId: string) => show(configPath(), recordingId));
program
  .command("retry [recording_id]")
  .description("revive failed recordings and refused uploads, all of them or one")
  .action((recordingId?: string) => retry(configPath(), recordingId ?? null));
program
  .command("doctor")
  .description("check this host: Whisper build, model, recordings folder, edge")
  .action(() => doctor(configPath()));

try {
  await program.parseAsync();
} catch (error) {
  if (!isForPeople(error)) throw error;
  console.error(`nightshift: ${error.message}`);
  process.exitCode = 1;
}

function clockTime(value: string): string {
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(value)) return value;
  throw new InvalidArgumentError("It must be a time of day such as 06:30.");
}
