import type { InstallCommandOptions } from "./actions/install.ts";
import { addCommand, type Cli } from "./cli-command.ts";

export function registerInstall(cli: Cli): void {
  addCommand(cli, {
    usage: "install",
    summary: "install the agent on this host, or bring an installation up to date",
    about:
      "Creates the service user, folders, configuration, program and systemd units, and starts them. Needs root.\n\n" +
      "What is there already stays: it can be run at any time, after an upgrade, after a change of the configuration, or after " +
      "something went wrong half-way. Secrets are read from a file, standard input or the terminal, never from the command line.",
    examples: [
      ["sudo ./nightshift install", "asks for what it must know"],
      ["sudo ./nightshift install --dry-run", "prints every step and changes nothing"],
      [
        "sudo ./nightshift install --site-id northgate --edge-url https://qa.example.com --data /mnt/qa --token-file token.txt",
        "asks nothing, keeps queue, models and transcripts on another disk",
      ],
      ["sudo nightshift install --model FILE", "puts a Whisper model into place"],
    ],
    exits: ["ok", "failed"],
  })
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
    .action(async (options: InstallCommandOptions) => {
      const { install } = await import("./actions/install.ts");
      await install(options);
    });
}
