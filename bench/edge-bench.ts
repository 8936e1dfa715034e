import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import * as z from "zod";

import { quietWrangler } from "../demo/local-edge.ts";
import { debianTool } from "../onprem/testing/debian-tool.ts";
import { dayBudget } from "./budget/day-budget.ts";
import { storageForecast } from "./budget/storage-forecast.ts";
import { filledDatabase } from "./fill/kept-database.ts";
import { measureEdge, type EdgeMeasured } from "./measure/measure-edge.ts";
import { budgetReport, measuredReport, verdictReport } from "./report/report.ts";
import { verdicts } from "./report/verdicts.ts";

/*
 * `npm run bench:edge`: what the edge reads, writes and takes over a million calls. docs/edge-limits.md says what its figures
 * mean.
 */

const HELP = `Fills a local D1 with two years of scored calls and measures the edge over it.

    npm run bench:edge -- [--calls 1000000] [--compare 100000] [--rounds 60] [--writes 400]
                          [--fresh] [--folder .nightshift/bench] [--json FILE] [--strict]

  --calls N      scored calls; 20000 is quick
  --compare N    the same over fewer calls, to show that figures do not grow with them; 0: not
  --rounds N     how often each GET is asked
  --writes N     calls that are sent, scored and taken away again
  --fresh        fill anew instead of using the database of the run before
  --folder PATH  where the databases are kept: about 4 GB for a million calls
  --json FILE    everything measured, for programs
  --strict       exit code 1 when an expectation does not hold`;

const ROOT = join(import.meta.dirname, "..");
const wholeNumber = z
  .string()
  .regex(/^\d{1,9}$/, "a whole number")
  .transform(Number);
const optionsSchema = z.object({
  calls: wholeNumber.refine((calls) => calls >= 2000, "at least 2000"),
  compare: wholeNumber,
  rounds: wholeNumber.refine((rounds) => rounds > 0, "at least 1"),
  writes: wholeNumber.refine((writes) => writes > 0, "at least 1"),
});

await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean", default: false },
      calls: { type: "string", default: "1000000" },
      compare: { type: "string", default: "100000" },
      rounds: { type: "string", default: "60" },
      writes: { type: "string", default: "400" },
      fresh: { type: "boolean", default: false },
      folder: { type: "string", default: join(ROOT, ".nightshift", "bench") },
      json: { type: "string" },
      strict: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const parsed = optionsSchema.safeParse(values);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) {
      console.error(`--${path.join(".")}: ${message}. --help says more.`);
    }
    process.exitCode = 2;
    return;
  }
  const { calls, compare, rounds, writes } = parsed.data;
  quietWrangler(process.env);
  const chromium = debianTool("chromium");
  const measure = async (calls: number): Promise<EdgeMeasured> => {
    const onProgress = progressLine(calls);
    const { folder, fresh } = values;
    const filled = await filledDatabase({ folder, calls, fresh, onProgress });
    const measured = await measureEdge(filled, { rounds, writes, chromium, onProgress });
    onProgress(null);
    return measured;
  };
  const small = compare > 0 && compare < calls ? await measure(compare) : null;
  const large = await measure(calls);
  const judged = verdicts(large, small);
  const parts = [
    ...(small === null ? [] : [measuredReport(small)]),
    measuredReport(large),
    budgetReport(large),
    verdictReport(judged),
  ];
  console.log(parts.join("\n\n"));
  if (values.json !== undefined) {
    const budget = dayBudget(large);
    const storage = storageForecast(large.storage, budget.calls);
    writeFileSync(
      values.json,
      `${JSON.stringify({ large, small, budget, storage, verdicts: judged }, null, 2)}\n`,
    );
  }
  if (values.strict && judged.some(({ holds }) => !holds)) process.exitCode = 1;
}

/** Shows one line that is written over; a terminal is needed for that, otherwise nothing is shown. */
function progressLine(calls: number): (text: string | null) => void {
  return (text) => {
    if (!process.stderr.isTTY) return;
    process.stderr.write(
      `\r\u001b[K${text === null ? "" : `${calls.toLocaleString("en")}: ${text}`}`,
    );
  };
}
