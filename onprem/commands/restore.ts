import { addCommand, type Cli } from "./cli-command.ts";

export function registerRestore(cli: Cli): void {
  addCommand(cli, {
    usage: "restore <file>",
    summary: "put a backup in the queue's place",
    about:
      "Checks a file that `nightshift backup` made and puts it in the queue's place; the queue that is there is kept in state/backups. " +
      "Both services must be stopped. What was found since the backup is found again, what was sent is sent again and counts once.",
    examples: [
      [
        "sudo systemctl stop nightshift-transcribe.timer nightshift-transcribe nightshift-watch",
        "first",
      ],
      ["sudo nightshift restore FILE", "as the user of the services, who must be able to read it"],
      ["sudo systemctl start nightshift-transcribe.timer nightshift-watch", "then"],
    ],
    exits: ["ok", "failed", "configuration", "alreadyRunning"],
  }).action(async (file: string) => {
    const { restore } = await import("./actions/restore.ts");
    restore(cli.configPath(), file);
  });
}
