import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "smol-toml";
import * as z from "zod";

import type { JudgeSpec } from "./judge-spec.ts";

type ModelDefaults = { model: string; base_url: string };
export type JudgeDefaults = Record<"gemini" | "openai-compatible", ModelDefaults>;

const variablesSchema = z.object({
  GEMINI_MODEL: z.string(),
  GEMINI_BASE_URL: z.string(),
  OPENAI_COMPATIBLE_MODEL: z.string(),
  OPENAI_COMPATIBLE_BASE_URL: z.string(),
});

const WRANGLER_TOML = join(import.meta.dirname, "../../../wrangler.toml");

/** Models and addresses as the Worker has them (wrangler.toml), unless the environment says otherwise. */
export function readJudgeDefaults(environment: NodeJS.ProcessEnv): JudgeDefaults {
  const { vars } = z
    .object({ vars: variablesSchema })
    .parse(parse(readFileSync(WRANGLER_TOML, "utf8")));
  const names = Object.keys(variablesSchema.shape);
  const set = Object.entries(environment).filter(
    ([name, value]) => names.includes(name) && value?.trim(),
  );
  const variables = variablesSchema.parse({ ...vars, ...Object.fromEntries(set) });
  return {
    gemini: { model: variables.GEMINI_MODEL, base_url: variables.GEMINI_BASE_URL },
    "openai-compatible": {
      model: variables.OPENAI_COMPATIBLE_MODEL,
      base_url: variables.OPENAI_COMPATIBLE_BASE_URL,
    },
  };
}

/** The judge that there is a key for, Gemini before the other; without any key the built-in rules. */
export function defaultJudge(keys: {
  gemini: string | null;
  openAiCompatible: string | null;
}): JudgeSpec {
  const kind =
    keys.gemini !== null
      ? "gemini"
      : keys.openAiCompatible !== null
        ? "openai-compatible"
        : "rules";
  return { kind, model: null, prompt: null };
}
