#!/usr/bin/env node
// First, before the rest is loaded.
import "./small-heap.ts";
import { Command, CommanderError, type Argument } from "commander";

import { AGENT_VERSION } from "./agent-version.ts";
import { registerBackfill } from "./commands/backfill.ts";
import { registerBackup } from "./commands/backup.ts";
import type { Cli } from "./commands/cli-command.ts";
import { registerDoctor } from "./commands/doctor.ts";
import { describeExits, EXIT } from "./commands/exit-codes.ts";
import { registerGrants } from "./commands/grants.ts";
import { registerInstall } from "./commands/install.ts";
import { registerModel } from "./commands/model.ts";
import { registerOnce } from "./commands/once.ts";
import { registerResend } from "./commands/resend.ts";
import { registerRestore } from "./commands/restore.ts";
import { registerRetry } from "./commands/retry.ts";
import { registerShow } from "./commands/show.ts";
import { registerStatus } from "./commands/status.ts";
import { registerTranscribe } from "./commands/transcribe.ts";
import { registerUninstall } from "./commands/uninstall.ts";
import { registerWatch } from "./commands/watch.ts";
import { findConfig } from "./config/find-config.ts";

// `nightshift status | head` closes the pipe before all is said: that is no error, and no reason to stop work.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

const program = new Command("nightshift")
  .description(
    "Transcribes call recordings on this host at night and sends the text, never the audio, to be scored.",
  )
  .version(AGENT_VERSION, "-V, --version", "print the version")
  .option(
    "-c, --config <file>",
    "configuration file; else NIGHTSHIFT_CONFIG, ./nightshift.toml, /etc/nightshift/nightshift.toml",
  )
  .helpOption("-h, --help", "print this page")
  .helpCommand("help [command]", "print a command's page, with examples")
  .configureHelp({
    showGlobalOptions: true,
    subcommandTerm: (command) =>
      [command.name(), ...command.registeredArguments.map(termOf)].join(" "),
  })
  .exitOverride()
  .configureOutput({
    outputError: (message, write) => write(message.replace(/^error:/, "nightshift:")),
  })
  .showHelpAfterError(
    "`nightshift --help` lists the commands, `nightshift help COMMAND` explains one.",
  )
  .addHelpText(
    "after",
    `\n${describeExits(["ok", "failed", "configuration", "source", "edge", "alreadyRunning"])}`,
  );

function termOf(argument: Argument): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
}

const cli: Cli = {
  program,
  configPath: () => findConfig(program.opts<{ config?: string }>().config, process.env),
};

// In the order of the help page.
registerWatch(cli);
registerTranscribe(cli);
registerOnce(cli);
registerStatus(cli);
registerShow(cli);
registerRetry(cli);
registerBackfill(cli);
registerResend(cli);
registerBackup(cli);
registerRestore(cli);
registerModel(cli);
registerDoctor(cli);
registerGrants(cli);
registerInstall(cli);
registerUninstall(cli);

// The installed command names the user of the services; installing alone needs root to its end.
program.hook("preAction", async (_, command) => {
  const user = process.env.NIGHTSHIFT_SERVICE_USER;
  if (user === undefined || command.name() === "install" || command.name() === "uninstall") return;
  const { becomeServiceUser } = await import("./install/become-service-user.ts");
  becomeServiceUser(user);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // It has spoken for itself.
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  } else {
    const { reportError } = await import("./commands/report-error.ts");
    process.exitCode = reportError(error, AGENT_VERSION, (line) => console.error(line));
  }
}
