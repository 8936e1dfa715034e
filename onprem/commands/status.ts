import { addCommand, type Cli } from "./cli-command.ts";

export function registerStatus(cli: Cli): void {
  addCommand(cli, {
    usage: "status",
    summary: "how the queue, the last night and the sending stand",
    about:
      "How many recordings are in which state and why, how the last run went and how fast, how long the backlog will take, " +
      "when the guard paused the work for production's sake, what waits to be sent, and the disk. " +
      "It only reads, so it may be called at any time. With --json the same as one object, whose fields stay.",
    examples: [
      ["nightshift status", "for people"],
      ["nightshift status --json | jq .backlog.nights", "for scripts"],
      ["watch -n 10 nightshift status", "follow a run"],
    ],
    exits: ["ok", "failed", "configuration"],
  })
    .option("--json", "print one JSON object")
    .action(async (options: { json?: true }) => {
      const { status } = await import("./actions/status.ts");
      status(cli.configPath(), options.json ?? false);
    });
}
