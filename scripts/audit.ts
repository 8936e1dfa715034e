import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { judgeAudit } from "./audit/judge-audit.ts";

/*
 * Known vulnerabilities in what is installed at owners', by `npm audit`. A serious one fails; a registry that does not answer
 * does not, and is said aloud, for a build must not depend on it.
 */
const TIMEOUT_MS = 60_000;
const ran = spawnSync("npm", ["audit", "--json", "--omit=dev"], {
  cwd: join(import.meta.dirname, ".."),
  encoding: "utf8",
  timeout: TIMEOUT_MS,
  maxBuffer: 64 * 1024 * 1024,
});
const { failed, lines } = judgeAudit(ran.stdout ?? "");
for (const line of lines) console.error(`audit: ${line}`);
if (failed) process.exitCode = 1;
