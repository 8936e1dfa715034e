import { aDate } from "./a-date.ts";
import { addCommand, type Cli } from "./cli-command.ts";

export function registerBackfill(cli: Cli): void {
  addCommand(cli, {
    usage: "backfill",
    summary: "queue the recordings of past days",
    about:
      "Queues the recordings of past days by ViciDial's recording_log and its archive; `watch` then looks for their files. " +
      "It reads small pages with pauses between them, and what is known already stays as it is, so it can be stopped and " +
      "run again. Recordings whose files have been deleted meanwhile end as lost.",
    examples: [["nightshift backfill --from 2026-11-01 --to 2026-11-07", "a week"]],
    exits: ["ok", "configuration", "source"],
  })
    .requiredOption("--from <date>", "first local date, YYYY-MM-DD", aDate)
    .requiredOption("--to <date>", "last local date, YYYY-MM-DD", aDate)
    .action(async (days: { from: string; to: string }) => {
      const { backfill } = await import("./actions/backfill.ts");
      await backfill(cli.configPath(), days);
    });
}
