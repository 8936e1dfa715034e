import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as z from "zod";

import { DeployError } from "../deploy-error.ts";
import type { Deployment, Place } from "../deployment.ts";

const lineSchema = z.looseObject({ type: z.string() });
const deploySchema = z.object({
  type: z.literal("deploy"),
  version_id: z.string().nullable(),
  targets: z.array(z.string()).default([]),
});

/** Uploads the Worker, which then runs at once. Returns the address at which it is reached. */
export async function deployWorker({ owner, say }: Deployment, place: Place): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "nightshift-deploy-"));
  const report = join(folder, "report.ndjson");
  try {
    await place.wrangler(["deploy", "--config", place.configPath], {
      env: { WRANGLER_OUTPUT_FILE_PATH: report },
    });
    const deployed = readReport(report);
    const url = owner.url ?? addressOf(deployed.targets);
    say(`Worker: version ${deployed.version_id ?? "unknown"} runs at ${url}`);
    return url;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(path: string): z.infer<typeof deploySchema> {
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (line === "") continue;
    const entry = lineSchema.parse(JSON.parse(line));
    if (entry.type === "deploy") return deploySchema.parse(entry);
  }
  throw new DeployError("wrangler deploy ended well and did not report what it deployed.");
}

/** Of `https://nightshift.example.workers.dev`, `qa.example.com (custom domain)` and `schedule: …`, the one to open. */
function addressOf(targets: readonly string[]): string {
  const custom = targets.find((target) => target.includes("(custom domain"));
  const target = custom ?? targets.find((one) => one.endsWith(".workers.dev"));
  const host = target?.replace(/^https:\/\//, "").split(" ")[0];
  if (host !== undefined) return `https://${host}`;
  throw new DeployError(
    'The Worker runs, and wrangler names no address of it. Write url = "https://…" into the deployment\'s .toml file and run the same command again.',
  );
}
