import { parseArgs } from "node:util";

import {
  ANSWER_FAULTS,
  CHAT_FAULTS,
  type Fault,
  GEMINI_FAULTS,
  TRANSPORT_FAULTS,
} from "../edge/testing/provider-server/faults.ts";
import { createProviderServer } from "../edge/testing/provider-server/provider-server.ts";
import { serveFetch, wholeNumber } from "./serve-fetch.ts";

/*
 * The stand-in for Gemini and Groq as a program, for development without keys and for trying out what a misbehaving provider
 * does. `npm run provider-server -- --help` says how.
 */

const FAULTS: readonly Fault[] = [
  ...new Set([...TRANSPORT_FAULTS, ...ANSWER_FAULTS, ...GEMINI_FAULTS, ...CHAT_FAULTS]),
];

const HELP = `Answers as Gemini (/v1beta/models/MODEL:generateContent) and as Groq (/openai/v1/chat/completions) do.

    npm run provider-server -- [--port 8788] [--fault NAME] [--first N] [--slow-ms 2000] [--tokens-per-minute 250000]

  --fault NAME           how requests are answered; without it, well
  --first N              the fault for the first N requests only
  --slow-ms N            how long an answer of --fault slow takes
  --tokens-per-minute N  Groq's limit; larger requests are refused with 413
  --requests-per-day N   what Groq's headers count down from

Keys: gemini-test-key and groq-test-key. For wrangler dev, in .dev.vars:

    GEMINI_BASE_URL="http://127.0.0.1:8788"
    OPENAI_COMPATIBLE_BASE_URL="http://127.0.0.1:8788/openai/v1"
    GEMINI_API_KEY="gemini-test-key"
    GROQ_API_KEY="groq-test-key"

Faults on either wire: ${[...TRANSPORT_FAULTS, ...ANSWER_FAULTS].join(", ")}
As Gemini: ${GEMINI_FAULTS.join(", ")}
As Groq: ${CHAT_FAULTS.join(", ")}`;

main();

function main(): void {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean", default: false },
      port: { type: "string", default: "8788" },
      fault: { type: "string" },
      first: { type: "string" },
      "slow-ms": { type: "string", default: "2000" },
      "tokens-per-minute": { type: "string", default: "250000" },
      "requests-per-day": { type: "string", default: "1000" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const fault = FAULTS.find((name) => name === values.fault);
  if (values.fault !== undefined && fault === undefined) {
    console.error(`There is no fault ${values.fault}. --help lists them.`);
    process.exitCode = 2;
    return;
  }
  const first = values.first === undefined ? null : wholeNumber("first", values.first);
  const server = createProviderServer({
    turns: fault === undefined || first === null ? [] : Array.from({ length: first }, () => fault),
    afterwards: fault === undefined || first !== null ? "good" : fault,
    slowMs: wholeNumber("slow-ms", values["slow-ms"]),
    tokensPerMinute: wholeNumber("tokens-per-minute", values["tokens-per-minute"]),
    requestsPerDay: wholeNumber("requests-per-day", values["requests-per-day"]),
  });
  const port = wholeNumber("port", values.port);
  serveFetch(server.fetch, port, () => {
    console.log(`Gemini: http://127.0.0.1:${port}   Groq: http://127.0.0.1:${port}/openai/v1`);
  });
}
