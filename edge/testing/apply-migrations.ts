import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";

import type { Env } from "../env.ts";

declare global {
  namespace Cloudflare {
    interface Env extends EnvWithMigrations {}
  }
}
interface EnvWithMigrations extends Env {
  MIGRATIONS: D1Migration[];
}

await applyD1Migrations(env.DB, env.MIGRATIONS);
