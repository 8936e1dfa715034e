import { addCommand, type Cli } from "./cli-command.ts";

export function registerOnce(cli: Cli): void {
  addCommand(cli, {
    usage: "once",
    summary: "look, transcribe and send once, at any time of day, then end",
    about:
      "Looks for recordings, transcribes what is pending, sends what the edge does not know yet, and ends. " +
      "It does not wait for the night and stops for nobody: use it to try Nightshift out, not while agents are on the phone. " +
      "It ends with 1 when a recording failed or the edge refused something, because somebody has to look at that.",
    examples: [
      ["nightshift once", "everything that is there now"],
      ["nightshift --config ./try.toml once", "with a configuration of its own"],
    ],
    exits: ["ok", "failed", "configuration", "source", "edge", "alreadyRunning"],
  }).action(async () => {
    const { lookOnce } = await import("./actions/once.ts");
    await lookOnce(cli.configPath());
  });
}
