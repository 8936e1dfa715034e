import type { UninstallCommandOptions } from "./actions/uninstall.ts";
import { addCommand, type Cli } from "./cli-command.ts";

export function registerUninstall(cli: Cli): void {
  addCommand(cli, {
    usage: "uninstall",
    summary: "remove the agent from this host",
    about:
      "Stops and removes services, program and command. Keeps configuration, queue, models and transcripts unless --purge. Needs root.",
    examples: [
      ["sudo nightshift uninstall --dry-run", "prints every step and changes nothing"],
      ["sudo nightshift uninstall", "can be undone by installing again"],
    ],
    exits: ["ok", "failed"],
  })
    .option(
      "--purge",
      "also delete configuration, secrets, queue, transcripts, models, user",
      false,
    )
    .option("--yes", "do not ask before --purge", false)
    .option("--root <folder>", "what was installed below this folder", "/")
    .option("--dry-run", "print every step that would be taken, and change nothing", false)
    .action(async (options: UninstallCommandOptions) => {
      const { uninstall } = await import("./actions/uninstall.ts");
      await uninstall(options);
    });
}
