import { Option } from "commander";

import type { RetryOptions } from "./actions/retry.ts";
import { addCommand, type Cli } from "./cli-command.ts";

export function registerRetry(cli: Cli): void {
  addCommand(cli, {
    usage: "retry [id]",
    summary: "give failed, lost and refused recordings another chance",
    about:
      "Recordings that failed are transcribed again in the next run, recordings whose file was lost are looked for again, " +
      "and what the edge refused is sent again. Mend what made them fail first: `nightshift status` counts the reasons, " +
      "`nightshift show` tells one recording's. Without an id and options all of them get another chance.",
    examples: [
      ["nightshift retry --dry-run", "say what would be tried again"],
      ["nightshift retry 48213", "one recording, by recording_id or uniqueid"],
      ["nightshift retry --reason no_decoder", "after sox or ffmpeg was installed"],
      ["nightshift retry --state refused", "after the edge was updated"],
    ],
    exits: ["ok", "failed", "configuration"],
  })
    .addOption(new Option("--state <state>", "only these").choices(["failed", "lost", "refused"]))
    .option("--reason <code>", "only those with this reason, as status and show name it")
    .option("--dry-run", "change nothing, only say what would be done")
    .action(async (id: string | undefined, options: RetryOptions) => {
      const { retry } = await import("./actions/retry.ts");
      retry(cli.configPath(), id ?? null, options);
    });
}
