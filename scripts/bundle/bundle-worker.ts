import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import * as z from "zod";

const ROOT = join(import.meta.dirname, "..", "..");
const WRANGLER = join(ROOT, "node_modules", "wrangler", "bin", "wrangler.js");
const TIMEOUT_MS = 120_000;

/** What the Worker may weigh, compressed. Its start is paid in CPU time, of which the free plan gives 10 ms a request. */
export const MAX_BUNDLE_BYTES = 400_000;

const metafileSchema = z.object({
  outputs: z.record(
    z.string(),
    z.object({
      entryPoint: z.string().optional(),
      inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })),
    }),
  ),
});

export type Bundle = {
  /** As wrangler counts what it would upload. */
  gzipBytes: number;
  /** Packages and folders, largest first, by what is left of them after minifying. */
  parts: { name: string; bytes: number }[];
};

/** Builds the Worker by `wrangler deploy --dry-run`. */
export async function bundleWorker(): Promise<Bundle> {
  const folder = mkdtempSync(join(tmpdir(), "nightshift-bundle-"));
  try {
    const metafile = join(folder, "meta.json");
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [WRANGLER, "deploy", "--dry-run", "--outdir", folder, "--metafile", metafile],
      {
        cwd: ROOT,
        timeout: TIMEOUT_MS,
        env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_WRITE_LOGS: "false" },
      },
    );
    const gzip = /^Total Upload: .* gzip: ([\d.]+) KiB$/m.exec(stdout)?.[1];
    if (gzip === undefined) throw new Error("wrangler does not say how large the Worker is");
    const { outputs } = metafileSchema.parse(JSON.parse(readFileSync(metafile, "utf8")));
    const entry = Object.values(outputs).find(({ entryPoint }) => entryPoint !== undefined);
    if (entry === undefined) throw new Error("the bundle has no entry point");
    return { gzipBytes: Math.round(Number(gzip) * 1024), parts: partsOf(entry.inputs) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function partsOf(inputs: Record<string, { bytesInOutput: number }>): Bundle["parts"] {
  const sums = new Map<string, number>();
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const name = partOf(file);
    sums.set(name, (sums.get(name) ?? 0) + bytesInOutput);
  }
  return [...sums].map(([name, bytes]) => ({ name, bytes })).toSorted((a, b) => b.bytes - a.bytes);
}

/** `node_modules/@scope/name`, or the first two folders of our own. */
function partOf(file: string): string {
  const inPackage = /node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
  return inPackage ?? file.split("/").slice(0, 2).join("/");
}
