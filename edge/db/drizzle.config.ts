import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: [
    "./edge/db/accounts-schema.ts",
    "./edge/db/schema.ts",
    "./edge/db/review-schema.ts",
    "./edge/db/dispute-schema.ts",
    "./edge/db/coaching-schema.ts",
    "./edge/db/notice-schema.ts",
  ],
  out: "./migrations",
  breakpoints: true,
});
