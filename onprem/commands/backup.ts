import { InvalidArgumentError } from "commander";

import { addCommand, type Cli } from "./cli-command.ts";

export function registerBackup(cli: Cli): void {
  addCommand(cli, {
    usage: "backup [folder]",
    summary: "copy the queue into a folder, while the agent works",
    about:
      "Copies the queue as it is at one moment, with every transcript and all that waits to be sent, into a new file of mode 0600, " +
      "reads the copy to its end, and deletes older ones. The agent goes on meanwhile. Without a folder it is backup.folder of the configuration.\n\n" +
      "The copy holds what customers said: keep it as safe as the queue. The configuration with its secrets, the model and the recordings are not in it.",
    examples: [
      ["sudo nightshift backup /mnt/backup/nightshift", "keeps the newest 14 there"],
      ["sudo nightshift backup --keep 30", "into backup.folder"],
    ],
    exits: ["ok", "failed", "configuration", "alreadyRunning"],
  })
    .option("--keep <n>", "how many backups stay in the folder", aCount)
    .action(async (folder: string | undefined, options: { keep?: number }) => {
      const { backup } = await import("./actions/backup.ts");
      backup(cli.configPath(), folder ?? null, options.keep ?? null);
    });
}

function aCount(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 1 to 9999.");
}
