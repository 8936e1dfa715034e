import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

import { readReleasedAgents } from "./scripts/release/released-agents.ts";

export default defineConfig(async () => ({
  test: {
    projects: [
      {
        test: {
          name: "node",
          include: ["{shared,onprem,demo,scripts,admin,deploy,bench,eval}/**/*.test.ts"],
          exclude: ["**/*.host.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        // What measures the host, loads it or kills processes at random runs alone, after everything else.
        test: {
          name: "host",
          include: ["onprem/**/*.host.test.ts", "demo/**/*.host.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                MIGRATIONS: await readD1Migrations("./migrations"),
                RELEASED_AGENTS: readReleasedAgents("."),
              },
              r2Buckets: ["AUDIO"],
            },
          }),
        ],
        test: {
          name: "edge",
          include: ["edge/**/*.test.ts", "edge/**/*.test.tsx"],
          setupFiles: ["./edge/testing/apply-migrations.ts"],
          testTimeout: 30_000,
        },
      },
    ],
  },
}));
