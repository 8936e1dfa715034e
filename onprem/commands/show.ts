import type { ShowOptions } from "./actions/show.ts";
import { addCommand, type Cli } from "./cli-command.ts";

export function registerShow(cli: Cli): void {
  addCommand(cli, {
    usage: "show <id>",
    summary: "one recording's life: states, file, tries, transcript",
    about:
      "When a recording was in which state and why, its call, its file, what the edge has been told, and its transcript. " +
      "The id is a recording_id or the call's uniqueid, which may have several recordings. " +
      "The file's path is shown only when it is asked for, because its name holds the caller's number.",
    examples: [
      ["nightshift show 48213", "by recording_id"],
      ["nightshift show 1763634668.1234", "by uniqueid"],
      ["nightshift show 48213 --file", "with the path of its file"],
      ["nightshift show 48213 --json | jq '.recordings[].events'", "for scripts"],
    ],
    exits: ["ok", "failed", "configuration"],
  })
    .option("--file", "show the path too; it holds the caller's number")
    .option("--json", 'print one JSON object, {"recordings": […]}')
    .action(async (id: string, options: ShowOptions) => {
      const { show } = await import("./actions/show.ts");
      show(cli.configPath(), id, options);
    });
}
