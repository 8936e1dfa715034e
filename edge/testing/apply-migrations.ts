import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";

import type { Env } from "../env.ts";
import type { RecordedAgent } from "./recorded-agent.ts";

declare global {
  namespace Cloudflare {
    interface Env extends EnvWithMigrations {}
  }
}
interface EnvWithMigrations extends Env {
  MIGRATIONS: D1Migration[];
  RELEASED_AGENTS: RecordedAgent[];
}

await applyD1Migrations(env.DB, env.MIGRATIONS);
