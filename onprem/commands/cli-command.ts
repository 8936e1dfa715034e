import type { Command } from "commander";

import { describeExits, type ExitName } from "./exit-codes.ts";

/** What a command's file is given to register itself with. */
export type Cli = {
  program: Command;
  /** The configuration file that this call is about; it need not exist. Known once the command line has been read. */
  configPath: () => string;
};

export type CommandPage = {
  /** Name and arguments, such as `show <id>`. */
  usage: string;
  /** One line for the list of commands. */
  summary: string;
  /** Paragraphs for the command's own page. */
  about: string;
  /** Command lines and what each is for. */
  examples: readonly (readonly [commandLine: string, what: string])[];
  /** How it can end, beside `usage` and signals. */
  exits: readonly ExitName[];
};

const PAGE_CHARS = 80;

/** Adds a command with its help page; the caller adds options and the action. */
export function addCommand({ program }: Cli, page: CommandPage): Command {
  const widest = Math.max(...page.examples.map(([line]) => line.length));
  const fits = page.examples.every(([, what]) => 2 + widest + 3 + what.length <= PAGE_CHARS);
  const examples = page.examples.map(([line, what]) =>
    fits ? `  ${line.padEnd(widest)}   ${what}` : `  ${line}\n      ${what}`,
  );
  return program
    .command(page.usage)
    .summary(page.summary)
    .description(page.about)
    .addHelpText("after", `\nExamples:\n${examples.join("\n")}\n\n${describeExits(page.exits)}`);
}
