import { createApp } from "./app.ts";
import type { Env } from "./env.ts";
import { logUnexpected } from "./errors/log-event.ts";
import { runCron } from "./run-cron.ts";
import { startTick, TICK_AFTER_INGEST } from "./scoring/start-tick.ts";

const app = createApp({
  now: Date.now,
  fetch: (input, init) => fetch(input, init),
  // the seam where, on a paid plan, a Queue message could cut the latency; the ledger stays the truth
  wake: (env, execution) => {
    const tick = startTick(env, TICK_AFTER_INGEST);
    execution.waitUntil(tick.catch((thrown) => logUnexpected("tick_failed", thrown)));
  },
});

export default {
  fetch: app.fetch,
  async scheduled(_controller, env) {
    await runCron(env);
  },
} satisfies ExportedHandler<Env>;
