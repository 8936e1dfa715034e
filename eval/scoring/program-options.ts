import { Command, InvalidArgumentError, Option } from "commander";
import * as z from "zod";

import {
  ANSWER_FAULTS,
  CHAT_FAULTS,
  GEMINI_FAULTS,
  TRANSPORT_FAULTS,
} from "../../edge/testing/provider-server/faults.ts";
import { JUDGE_KINDS } from "./judging/judge-spec.ts";

const FAULTS = [
  ...new Set([...TRANSPORT_FAULTS, ...ANSWER_FAULTS, ...GEMINI_FAULTS, ...CHAT_FAULTS]),
];

const optionsSchema = z.object({
  provider: z.enum(JUDGE_KINDS).optional(),
  model: z.string().optional(),
  prompt: z.string().optional(),
  compare: z.array(z.string()).optional(),
  injection: z.boolean().default(false),
  baseUrl: z.string().optional(),
  requestsPerMinute: z.int().optional(),
  tokensPerMinute: z.int().optional(),
  repeat: z.int(),
  limit: z.int().optional(),
  concurrency: z.int(),
  timeout: z.int(),
  resume: z.string().optional(),
  json: z.boolean().default(false),
  fault: z.enum(FAULTS).optional(),
  first: z.int().optional(),
});
export type ProgramOptions = z.infer<typeof optionsSchema>;

/** The command line; `run` gets what was given, checked. */
export function scoringProgram(
  run: (path: string, options: ProgramOptions) => Promise<void>,
): Command {
  return new Command("npm run eval:scoring --")
    .description(
      "Has a judge score labelled calls as the edge would, and prints how near its marks are to the labels.",
    )
    .argument("[path]", "a file of labelled calls, or a folder of them", "eval/scoring/calls")
    .addOption(new Option("--provider <name>", "who judges").choices(JUDGE_KINDS))
    .option("--model <id>", "the provider's model; without it the one of wrangler.toml")
    .option("--prompt <id>", "such as call-judge-1; without it the one that calls are scored with")
    .option("--compare <judges...>", "two judges, as provider:model@prompt: both, and B less A")
    .option("--injection", "how far spoken attacks (eval/injection) move the marks")
    .option(
      "--base-url <url>",
      "another address of the provider, such as http://127.0.0.1:11434/v1",
    )
    .option(
      "--requests-per-minute <n>",
      "your account's limit, 0 for none; free tiers are assumed",
      wholeFrom(0),
    )
    .option("--tokens-per-minute <n>", "the same for tokens", wholeFrom(0))
    .option("--repeat <n>", "ask about each call so many times", wholeFrom(1), 1)
    .option("--limit <n>", "only the first so many calls (with --injection: attacks)", wholeFrom(1))
    .option("--concurrency <n>", "calls at the judge at once", wholeFrom(1), 4)
    .option("--timeout <sec>", "how long an answer may take", wholeFrom(1), 60)
    .option("--resume <file>", "keep answers in this file, and do not ask again what it answers")
    .option("--json", "the figures as JSON")
    .addOption(
      new Option("--fault <name>", "local only: how the stand-in misbehaves")
        .choices(FAULTS)
        .hideHelp(),
    )
    .addOption(
      new Option("--first <n>", "local only: the fault for so many requests")
        .argParser(wholeFrom(1))
        .hideHelp(),
    )
    .showHelpAfterError("(--help says more)")
    .addHelpText("after", HELP)
    .action((path: string, given: unknown) => run(path, optionsSchema.parse(given)));
}

const HELP = `
Judges
  gemini              GEMINI_API_KEY
  openai-compatible   GROQ_API_KEY; or OPENAI_COMPATIBLE_API_KEY and --base-url for any other service
  rules               the built-in phrase rules: no key, no network
  local               the adapters against the stand-in server of the tests: shows that it works, not how well.
                      --fault NAME, --first N make it misbehave (npm run provider-server -- --help lists the faults)
Without --provider the first of gemini, openai-compatible that has a key, else rules. Models and addresses can
also be set as for the Worker: GEMINI_MODEL, GEMINI_BASE_URL, OPENAI_COMPATIBLE_MODEL, OPENAI_COMPATIBLE_BASE_URL.

  npm run eval:scoring
  npm run eval:scoring -- my-calls.json --provider gemini --repeat 3 --resume answers.jsonl
  npm run eval:scoring -- --compare gemini openai-compatible:openai/gpt-oss-120b
  npm run eval:scoring -- --injection --provider gemini

Ctrl-C ends with the figures so far. eval/README.md says how to read them and how to label calls of your own.`;

function wholeFrom(min: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d{1,9}$/.test(text) && value >= min) return value;
    throw new InvalidArgumentError(`Give a whole number from ${min}.`);
  };
}
