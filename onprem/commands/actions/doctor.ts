import { AGENT_VERSION } from "../../agent-version.ts";
import { doctorChecks } from "../../doctor/checks.ts";
import { runChecks, type CheckResult } from "../../doctor/run-checks.ts";
import { hostTools } from "../../install/run-tool.ts";
import { EXIT } from "../exit-codes.ts";

const CHECK_TIMEOUT_MS = 30_000;
const SIGNS = { ok: "ok  ", warning: "warn", failed: "FAIL" } as const;

export async function doctor(configPath: string, { json }: { json: boolean }): Promise<void> {
  const checks = doctorChecks({
    configPath,
    agentVersion: AGENT_VERSION,
    tools: hostTools(process.env),
    env: process.env,
    now: () => Date.now(),
    askDatabase: async ({ source }) => {
      if (source.kind !== "vicidial") throw new Error("The folder source has no database.");
      const { askDatabase } = await import("../../source-vicidial/ask-database.ts");
      return askDatabase(source.database);
    },
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
