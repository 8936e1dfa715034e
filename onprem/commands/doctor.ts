import { addCommand, type Cli } from "./cli-command.ts";

export function registerDoctor(cli: Cli): void {
  addCommand(cli, {
    usage: "doctor",
    summary: "check this host and say what mends what is wrong",
    about:
      "Checks everything that a night needs: configuration, Whisper engine, decoders, model, memory, recordings, database, edge, clock, disk, services.\n\n" +
      "Each thing that is wrong comes with the command that mends it. Warnings do not make it fail.",
    examples: [
      ["sudo nightshift doctor", "after installing, and whenever something is odd"],
      ["sudo nightshift doctor --json", "for scripts: check, verdict, detail, mend"],
    ],
    exits: ["ok", "failed"],
  })
    .option("--json", "print one JSON array", false)
    .action(async (options: { json: boolean }) => {
      const { doctor } = await import("./actions/doctor.ts");
      await doctor(cli.configPath(), options);
    });
}
