import { join } from "node:path";
import { parseArgs } from "node:util";

import * as z from "zod";

import { quietWrangler } from "../demo/local-edge.ts";
import { table, tenth, whole } from "./report/table.ts";
import { limitsTable } from "./scale/platform-limits.ts";
import { runScale, type ScaleMeasured } from "./scale/run-scale.ts";

/* `npm run bench:scale`: many sites' agents at once, over bad lines. docs/scale.md says what its figures mean. */

const HELP = `Has the agents of many sites send to the local Worker over bad lines, with two cron ticks at a time and a judge that fails,
and looks whether every call is there once with one score, rollups and the quota's ledger with it.

    npm run bench:scale -- [--sites 1,10,50] [--calls-per-day 200] [--seconds 60] [--plan free]

  --sites LIST       how many sites, one run each
  --calls-per-day N  what each site's agent sends, as fast as it is answered
  --seconds N        sending stops after so long; what was sent is scored to the end
  --plan PLAN        free or paid: how much one tick may do

Exit code 1 when anything was lost, doubled or miscounted.`;

const ROOT = join(import.meta.dirname, "..");
const number = z
  .string()
  .regex(/^\d{1,6}$/, "a whole number")
  .transform(Number)
  .refine((value) => value > 0, "at least 1");
const optionsSchema = z.object({
  sites: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(number.refine((value) => value <= 99, "at most 99")).max(5)),
  "calls-per-day": number,
  seconds: number,
  plan: z.enum(["free", "paid"]),
});

await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean", default: false },
      sites: { type: "string", default: "1,10,50" },
      "calls-per-day": { type: "string", default: "200" },
      seconds: { type: "string", default: "60" },
      plan: { type: "string", default: "free" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const parsed = optionsSchema.safeParse(values);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) {
      console.error(`--${path[0]?.toString()}: ${message}. --help says more.`);
    }
    process.exitCode = 2;
    return;
  }
  quietWrangler(process.env);
  const runs: ScaleMeasured[] = [];
  for (const sites of parsed.data.sites) {
    const run = await runScale({
      sites,
      callsPerSite: parsed.data["calls-per-day"],
      seconds: parsed.data.seconds,
      plan: parsed.data.plan,
      hostility: { duplicates: 0.1, resets: 0.1 },
      failsEvery: 50,
      failures: ["minute_limit", "overloaded", "reset_in_body"],
      folder: join(ROOT, ".nightshift", "scale"),
      onProgress: (text) => {
        if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${sites} sites: ${text}`);
      },
    });
    runs.push(run);
    for (const line of run.wrong.slice(0, 20)) console.log(`WRONG, ${sites} sites: ${line}`);
    if (run.wrong.length > 0) process.exitCode = 1;
  }
  console.log(runsTable(runs));
  const last = runs.at(-1);
  if (last !== undefined) console.log(`\n${limitsTable(last)}`);
}

function runsTable(runs: readonly ScaleMeasured[]): string {
  const rows: [string, (run: ScaleMeasured) => string][] = [
    ["calls sent and scored", (run) => whole(run.calls)],
    [
      "uploads, of them twice at once / broken off",
      ({ traffic }) => `${traffic.uploads}, ${traffic.duplicates} / ${traffic.resets}`,
    ],
    ["calls taken in a second, all sites", (run) => tenth(run.callsSentPerSec)],
    ["an upload takes at most, p99, ms", (run) => whole(run.traffic.p99Ms())],
    ["requests to the judge, of them failed", ({ judge }) => `${judge.requests}, ${judge.failed}`],
    [
      "calls scored by a tick, p50 / most, two at once",
      ({ ticks }) => `${whole(ticks.scoredEach)} / ${whole(ticks.scoredMost)}`,
    ],
    ["a tick takes, p50 / p99, ms", ({ ticks }) => `${whole(ticks.p50Ms)} / ${whole(ticks.p99Ms)}`],
    ["rows written for a call", ({ perCall }) => tenth(perCall.rowsWritten)],
    ["rows read for a call", ({ perCall }) => whole(perCall.rowsRead)],
    ["bytes kept of a call, its texts with it", ({ perCall }) => whole(perCall.bytes)],
    ["lost, doubled or miscounted", ({ wrong }) => String(wrong.length)],
  ];
  return table(
    ["sites…", ...runs.map(({ sites }) => String(sites))],
    rows.map(([name, cell]) => [name, ...runs.map(cell)]),
  );
}
