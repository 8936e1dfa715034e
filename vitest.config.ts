import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

export default defineConfig(async () => ({
  test: {
    projects: [
      {
        test: {
          name: "node",
          include: ["{shared,onprem,demo,scripts}/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: { bindings: { MIGRATIONS: await readD1Migrations("./migrations") } },
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
