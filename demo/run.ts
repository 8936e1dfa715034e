import { join } from "node:path";

import { isForPeople } from "../onprem/commands/known-errors.ts";
import { stopOnSignals } from "../onprem/commands/stop-signal.ts";
import { DEFAULT_DEMO_ROOT } from "./demo-folder.ts";
import { choosePort, PortBusyError, quietWrangler } from "./local-edge.ts";
import { DEFAULT_PORT, readOptions, USAGE, UsageError, type DemoOptions } from "./options.ts";
import { createProgress } from "./progress.ts";
import { resultsTable } from "./results-table.ts";
import { toAnswer } from "./results.ts";
import { runDemo, type DemoRun } from "./run-demo.ts";
import { chooseScoringProvider } from "./scoring-provider.ts";

const OWN_MODEL = join(import.meta.dirname, "whisper-demo.bin");
const TICK_MS = 60_000;

const progress = createProgress(process.stderr);
const stop = stopOnSignals();
try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) process.stdout.write(USAGE);
  else await demo(options);
} catch (error) {
  progress.stop();
  const expected =
    error instanceof UsageError || error instanceof PortBusyError || isForPeople(error);
  if (!expected) throw error;
  process.stderr.write(`\n${error.message}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${USAGE}`);
  process.exitCode = 1;
}
const stopped = stop.exitCode();
if (stopped !== null) {
  progress.stop();
  process.stderr.write("\nStopped.\n");
}
// The local Worker's runtime keeps handles open for a while after it has been stopped.
process.exit(stopped ?? process.exitCode ?? 0);

async function demo(options: DemoOptions): Promise<void> {
  quietWrangler(process.env);
  const port = await choosePort(options.port, DEFAULT_PORT);
  if (port !== (options.port ?? DEFAULT_PORT)) {
    process.stderr.write(`Port ${DEFAULT_PORT} is in use; the dashboard takes ${port}.\n`);
  }
  const run = await runDemo({
    root: DEFAULT_DEMO_ROOT,
    port,
    modelPath: options.model ?? OWN_MODEL,
    history: options.history,
    provider: chooseScoringProvider(process.env),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    env: process.env,
    signal: stop.signal,
    progress,
    now: () => Date.now(),
  });
  if (run === null) return;
  try {
    present(run, options);
    if (!options.exit) await serve(run);
  } finally {
    await run.edge.stop();
  }
}

function present({ results, edge, readToken, signInUrl }: DemoRun, options: DemoOptions): void {
  process.stdout.write(`\n${resultsTable(results, process.stdout.columns ?? 100)}\n\n`);
  if (!options.exit) {
    process.stdout.write(`Dashboard ${signInUrl}\nCtrl-C stops it.\n`);
  }
  if (options.json) {
    const calls = results.map(toAnswer);
    const answer = { url: edge.url, token: readToken, sign_in_url: signInUrl, calls };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

/** Serves until stopped, with the cron tick that the local platform leaves out. */
async function serve({ edge }: DemoRun): Promise<void> {
  const ticks = setInterval(() => {
    edge.tick().catch((error: unknown) => {
      process.stderr.write(`The scoring tick failed: ${String(error)}\n`);
    });
  }, TICK_MS);
  await new Promise<void>((resolve) => {
    if (stop.signal.aborted) resolve();
    stop.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  clearInterval(ticks);
}
