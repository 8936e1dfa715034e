import { addCommand, type Cli } from "./cli-command.ts";

export function registerWatch(cli: Cli): void {
  addCommand(cli, {
    usage: "watch",
    summary: "stay, look for recordings and send what the edge does not know yet",
    about:
      "Looks for recordings, sends transcripts as they come, and tells the edge how this host is, until it is stopped. " +
      "It transcribes nothing itself: that is the night's work. The service nightshift-watch runs it; its log is JSON, a line for " +
      "each thing that happened. The first SIGTERM or Ctrl-C lets it finish within seconds and ends it with 0, the second ends " +
      "it at once; nothing is lost either way.",
    examples: [
      ["systemctl status nightshift-watch", "whether the service runs"],
      ["journalctl -u nightshift-watch -f", "what it does now"],
      ["nightshift watch", "the same in a terminal"],
    ],
    exits: ["ok", "failed", "configuration", "alreadyRunning"],
  }).action(async () => {
    const { watchUntilStopped } = await import("./actions/watch.ts");
    await watchUntilStopped(cli.configPath());
  });
}
