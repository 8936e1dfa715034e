import { aDate } from "./a-date.ts";
import { addCommand, type Cli } from "./cli-command.ts";

export function registerResend(cli: Cli): void {
  addCommand(cli, {
    usage: "resend",
    summary: "send the calls of past days to the edge again",
    about:
      "Puts everything that is known of the recordings of these days into the outbox once more, with the transcripts that are still here; `watch` sends it. " +
      "For an edge that lost its database. An edge that has it all stores nothing twice.",
    examples: [["sudo nightshift resend --from 2026-11-01 --to 2026-11-24", "after losing D1"]],
    exits: ["ok", "failed", "configuration"],
  })
    .requiredOption("--from <date>", "first local date, YYYY-MM-DD", aDate)
    .requiredOption("--to <date>", "last local date, YYYY-MM-DD", aDate)
    .action(async (days: { from: string; to: string }) => {
      const { resend } = await import("./actions/resend.ts");
      resend(cli.configPath(), days);
    });
}
