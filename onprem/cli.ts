#!/usr/bin/env node
import { Command } from "commander";

import { AGENT_VERSION } from "./agent.ts";
import { doctor } from "./commands/doctor.ts";
import { install, type InstallCommandOptions } from "./commands/install.ts";
import { isForPeople } from "./commands/known-errors.ts";
import { once } from "./commands/once.ts";
import { retry } from "./commands/retry.ts";
import { show } from "./commands/show.ts";
import { status } from "./commands/status.ts";
import { uninstall, type UninstallCommandOptions } from "./commands/uninstall.ts";
import { becomeServiceUser } from "./install/become-service-user.ts";

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
  .description("check this host and say what mends what is wrong")
  .option("--json", "as one JSON array, for scripts", false)
  .action((options: { json: boolean }) => doctor(configPath(), options));
program
  .command("install")
  .description("install the agent on this host, or bring an installation up to date; needs root")
  .option("--site-id <id>", "name under which the edge knows this site")
  .option("--time-zone <zone>", "IANA zone of the centre (default: the host's)")
  .option("--edge-url <url>", "address of the Nightshift Worker")
  .option("--source <kind>", "vicidial or folder (default: vicidial where ViciDial is)")
  .option("--recordings <folder>", "where recordings lie, if ViciDial does not say it")
  .option("--data <folder>", "disk for queue, models and transcripts (default: /var/lib)")
  .option("--model <file>", "Whisper model in ggml format to copy into place")
  .option("--token-file <file>", "file with the site token; - for standard input")
  .option("--db-password-file <file>", "file with the database password (default: a new one)")
  .option("--root <folder>", "install below this folder, without users and services", "/")
  .option("--no-start", "enable the services, but start nothing now")
  .option("--dry-run", "print every step that would be taken, and change nothing", false)
  .action((options: InstallCommandOptions) => install(options));
program
  .command("uninstall")
  .description("remove the agent; keeps configuration, queue and transcripts unless --purge")
  .option(
    "--purge",
    "also delete configuration, secrets, queue, transcripts, models and user",
    false,
  )
  .option("--yes", "do not ask before --purge", false)
  .option("--root <folder>", "what was installed below this folder", "/")
  .option("--dry-run", "print every step that would be taken, and change nothing", false)
  .action((options: UninstallCommandOptions) => uninstall(options));

// The installed command names the user; installing alone needs root to the end.
program.hook("preAction", (_program, command) => {
  if (command.name() === "install" || command.name() === "uninstall") return;
  becomeServiceUser(process.env.NIGHTSHIFT_SERVICE_USER);
});

try {
  await program.parseAsync();
} catch (error) {
  if (!isForPeople(error)) throw error;
  console.error(`nightshift: ${error.message}`);
  process.exitCode = 1;
}
