import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { benchDiscovery } from "./discovery-bench.ts";
import type { Latency } from "./latency.ts";
import { benchQueue } from "./queue-bench.ts";
import { benchWatchMemory } from "./watch-memory.ts";

/*
 * `npm run bench:agent`: what the agent costs the host by day, and its queue at night. Prints a table, and with --json
 * the figures as one object.
 */
const USAGE = `npm run bench:agent -- [options]

  --rows N      rows of recording_log (1000000)
  --queue N     rows of the local queue (100000)
  --json        the figures as JSON on the last line
  --help
`;
const OVERLAP_IDS = 1000;
const SAMPLES = 500;

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    queue: { type: "string", default: "100000" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) process.stdout.write(USAGE);
else await bench(Number(values.rows), Number(values.queue), values.json);

async function bench(rows: number, queueRows: number, json: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "nightshift-bench-"));
  try {
    say(`Filling a queue of ${queueRows} recordings…`);
    const queue = await benchQueue(join(folder, "queue"), queueRows, SAMPLES);
    say(`Filling a recording_log of ${rows} rows…`);
    const { discovery, watch } = await benchDiscovery({
      stateFolder: join(folder, "discovery"),
      rows,
      overlapIds: OVERLAP_IDS,
      idlePolls: 200,
      fullPolls: 20,
      meanwhile: async (databasePort) => {
        say("Running watch for an hour's worth of looks, a minute…");
        return { watch: await benchWatchMemory(join(folder, "watch"), databasePort) };
      },
    });
    const lines = [
      ["", "p50", "p99"],
      ["poll that finds nothing", ...milliseconds(discovery.idlePoll)],
      ["poll that finds 500", ...milliseconds(discovery.fullPoll)],
      ["enqueue", ...milliseconds(queue.enqueue)],
      ["claim", ...milliseconds(queue.claim)],
      ["settle", ...milliseconds(queue.settle)],
      ["(one row on this disk)", ...milliseconds(queue.oneRowOnDisk)],
    ];
    for (const [what = "", p50 = "", p99 = ""] of lines) {
      console.log(`${what.padEnd(26)}${p50.padStart(12)}${p99.padStart(12)}`);
    }
    console.log(
      `\nrows examined by MariaDB   ${discovery.idleRowsExamined} for a poll that finds nothing (overlap window ${OVERLAP_IDS}), ` +
        `${discovery.fullRowsExamined} for one that finds 500\n` +
        `memory of watch            ${watch.rssMb.toFixed(0)} MB after ${watch.polls} polls, ${watch.peakRssMb.toFixed(0)} MB at most`,
    );
    verdict(
      "an idle poll examines at most twice the window",
      discovery.idleRowsExamined <= 2 * OVERLAP_IDS,
    );
    verdict("claim under 1 ms p50", queue.claim.p50Ms < 1);
    verdict("settle under 1 ms p50", queue.settle.p50Ms < 1);
    verdict("watch under 120 MB", watch.rssMb < 120);
    if (json) console.log(JSON.stringify({ discovery, queue, watch }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function milliseconds({ p50Ms, p99Ms }: Latency): [string, string] {
  return [`${p50Ms.toFixed(2)} ms`, `${p99Ms.toFixed(2)} ms`];
}

function verdict(expectation: string, holds: boolean): void {
  console.log(`${holds ? "holds " : "FAILS "}${expectation}`);
  if (!holds) process.exitCode = 1;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
