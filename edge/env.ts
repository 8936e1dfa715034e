import * as z from "zod";

import { PROVIDER_NAMES } from "./providers/provider.ts";

/** Bindings as the platform gives them. */
export interface Env {
  DB: D1Database;
  SCORING_PROVIDERS: string;
  GEMINI_MODEL: string;
  GEMINI_BASE_URL: string;
  OPENAI_COMPATIBLE_MODEL: string;
  OPENAI_COMPATIBLE_BASE_URL: string;
  GEMINI_API_KEY?: string;
  GROQ_API_KEY?: string;
  /** Origins, separated by commas, whose pages may read the API; none unless it is set. */
  CORS_ORIGINS?: string;
  FAILURES_BY_ADDRESS: RateLimit;
  FAILURES_OF_ALL: RateLimit;
}

const optionalSecret = z
  .string()
  .trim()
  .optional()
  .transform((value) => (value === undefined || value === "" ? null : value));

export const settingsSchema = z.object({
  /** The judges, in the order in which they are asked. */
  SCORING_PROVIDERS: z
    .string()
    .transform((list) =>
      list
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.enum(PROVIDER_NAMES)).min(1)),
  GEMINI_MODEL: z.string().min(1),
  GEMINI_BASE_URL: z.url(),
  OPENAI_COMPATIBLE_MODEL: z.string().min(1),
  OPENAI_COMPATIBLE_BASE_URL: z.url(),
  GEMINI_API_KEY: optionalSecret,
  GROQ_API_KEY: optionalSecret,
});
export type Settings = z.infer<typeof settingsSchema>;
