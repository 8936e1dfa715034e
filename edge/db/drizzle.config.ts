import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: [
    "./edge/db/accounts-schema.ts",
    "./edge/db/schema.ts",
    "./edge/db/review-schema.ts",
    "./edge/db/scorecards-schema.ts",
  ],
  out: "./migrations",
  breakpoints: true,
});
