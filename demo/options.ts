import { parseArgs } from "node:util";

import * as z from "zod";

export const DEFAULT_PORT = 8787;

export const USAGE = `npm run demo -- [options]

  Takes eleven recordings through the whole pipeline on this machine and shows the scores on a dashboard.

  --exit         stop after the table instead of serving the dashboard
  --json         print the results as one JSON object, as the last line of stdout
  --no-history   leave out the thirty days of generated sample calls
  --port N       port of the dashboard (default ${DEFAULT_PORT}; without it another one is taken when that is busy)
  --model FILE   Whisper model in ggml format to use instead of the demo's own (or NIGHTSHIFT_MODEL)
  --help         this text

  GEMINI_API_KEY or GROQ_API_KEY in the environment has the calls scored by that provider instead of the built-in rules.
`;

const valuesSchema = z.object({
  exit: z.boolean().default(false),
  json: z.boolean().default(false),
  "no-history": z.boolean().default(false),
  port: z.coerce.number().int().min(1).max(65_535).optional(),
  model: z.string().min(1).optional(),
  help: z.boolean().default(false),
});

export type DemoOptions = {
  exit: boolean;
  json: boolean;
  history: boolean;
  /** Null when none was asked for. */
  port: number | null;
  /** Path of a Whisper model; null for the demo's own. */
  model: string | null;
  help: boolean;
};

/** The options were wrong; the message says how. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Reads the command line. Throws UsageError. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): DemoOptions {
  let values: unknown;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        exit: { type: "boolean" },
        json: { type: "boolean" },
        "no-history": { type: "boolean" },
        port: { type: "string" },
        model: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const parsed = valuesSchema.safeParse(values);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UsageError(`--${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { exit, json, port, model, help } = parsed.data;
  return {
    exit,
    json,
    history: !parsed.data["no-history"],
    port: port ?? null,
    model: model ?? env.NIGHTSHIFT_MODEL ?? null,
    help,
  };
}
