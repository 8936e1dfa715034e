import { AGENT_VERSION } from "../agent.ts";
import { doctorChecks } from "../doctor/checks.ts";
import { runChecks, type CheckResult } from "../doctor/run-checks.ts";
import { hostTools } from "../install/run-tool.ts";
import { addCommand, type Cli } from "./cli-command.ts";
import { EXIT } from "./exit-codes.ts";

const CHECK_TIMEOUT_MS = 30_000;
const SIGNS = { ok: "ok  ", warning: "warn", failed: "FAIL" } as const;

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
    .action((options: { json: boolean }) => doctor(cli.configPath(), options));
}

async function doctor(configPath: string, { json }: { json: boolean }): Promise<void> {
  const checks = doctorChecks({
    configPath,
    agentVersion: AGENT_VERSION,
    tools: hostTools(process.env),
    env: process.env,
    now: () => Date.now(),
    askDatabase: null,
  });
  const results = await runChecks(checks, CHECK_TIMEOUT_MS);
  if (json) console.log(JSON.stringify(results, null, 2));
  else for (const result of results) console.log(describe(result));
  if (results.some((result) => result.verdict === "failed")) process.exitCode = EXIT.failed;
}

function describe({ check, verdict, detail, mend }: CheckResult): string {
  const indent = " ".repeat(22);
  const line = `${SIGNS[verdict]}  ${check.padEnd(16)}${detail.replaceAll("\n", `\n${indent}`)}`;
  return mend === null ? line : `${line}\n${indent}→ ${mend}`;
}
