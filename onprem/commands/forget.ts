import { InvalidArgumentError } from "commander";

import { phoneDigits } from "../forget/caller.ts";
import type { ForgetOptions } from "./actions/forget.ts";
import { addCommand, type Cli } from "./cli-command.ts";

export function registerForget(cli: Cli): void {
  addCommand(cli, {
    usage: "forget",
    summary: "delete what there is of one caller, here and at the edge",
    about:
      "Finds the recordings of a caller, by telephone number or by ViciDial's lead id, and deletes their transcripts, texts and " +
      "rows on this host; the edge then deletes transcripts, quotes, reasons, summaries, comments, clips and sound, and keeps bare " +
      "numbers. It is told at once, or by `watch` as soon as it can be reached. Such recordings are never transcribed " +
      "again; new calls of the caller are. Numbers are compared digit by digit: give each form in which one may stand in " +
      "ViciDial or in file names. The recordings themselves are ViciDial's: nothing of them is deleted. Both ends remember what they " +
      "deleted; `watch` compares that when it starts and every day, and --again does it now.",
    examples: [
      ["nightshift forget --phone 7275551212 --dry-run", "say what would be deleted"],
      [
        "nightshift forget --phone 7275551212 --phone 17275551212 --yes",
        "with and without the country's code",
      ],
      ["nightshift forget --lead 48213 --yes", "by ViciDial's lead id"],
      ["nightshift forget --reports", "what was asked for, and whether the edge has done it"],
      ["nightshift forget --again", "after a restore: whom either end has forgotten, both forget"],
    ],
    exits: ["ok", "failed", "configuration", "source", "edge"],
  })
    .option("--phone <number>", "telephone number; may be given several times", addNumber)
    .option("--lead <id>", "lead id of ViciDial", aLead)
    .option("--dry-run", "change nothing, only say what would be deleted")
    .option("--yes", "do it; without this nothing is deleted")
    .option("--reports", "print the reports of earlier requests, and of nothing else")
    .option(
      "--again",
      "repeat at each end what the other one knows to be deleted, and nothing else",
    )
    .option("--json", "answer as JSON, on one line")
    .action(async (options: ForgetOptions) => {
      const { forget } = await import("./actions/forget.ts");
      await forget(cli.configPath(), options);
    });
}

function addNumber(text: string, before: readonly string[] = []): readonly string[] {
  const digits = phoneDigits(text);
  // The number is not repeated: messages end up in logs.
  if (digits === null)
    throw new InvalidArgumentError("It must be a telephone number of 6 to 15 digits.");
  return [...before, digits];
}

function aLead(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a lead id: a whole number above 0.");
}
