import { beforeEach, describe, expect, test } from "vitest";

import { createGeminiProvider } from "../../providers/gemini/gemini-provider.ts";
import { createOpenAiCompatibleProvider } from "../../providers/openai-compatible/openai-compatible-provider.ts";
import {
  ANSWER_FAULTS,
  CHAT_FAULTS,
  GEMINI_FAULTS,
  TRANSPORT_FAULTS,
  type AnswerFault,
  type ChatFault,
  type Fault,
  type GeminiFault,
  type TransportFault,
  type Turn,
} from "../../testing/provider-server/faults.ts";
import { createProviderServer } from "../../testing/provider-server/provider-server.ts";
import { sampleUpload } from "../../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../../testing/scoring-bench.ts";
import { seedSite } from "../../testing/seed-site.ts";
import { emptyDatabase, rows } from "../../testing/table-rows.ts";

/*
 * For each way in which a provider can misbehave: what happens to the job when the provider is the only one, to the
 * provider's quota, and whether the next provider gets the call. Real adapters, a server that speaks their wire, real D1.
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const START_MS = Date.parse("2026-11-24T06:00:30Z");
const TO_MIDNIGHT_IN_LOS_ANGELES = 2 * 60 * MINUTE - 30 * SECOND;
const TO_MIDNIGHT_UTC = 18 * 60 * MINUTE - 30 * SECOND;

type Expected = {
  /** How often the provider is asked in one tick. */
  asked: 1 | 2;
  /** The job when there is no other provider; `waitMs` from now on. */
  job: { state: string; attempts: number; waitMs: number };
  /** Until when the provider is left alone, and why; null when it may be asked again at once. */
  closure: { kind: string; forMs: number } | null;
  /** Whether the next provider scores the call in the same tick. */
  fallback: boolean;
};

const scored: Expected = {
  asked: 1,
  job: { state: "done", attempts: 0, waitMs: 0 },
  closure: null,
  fallback: false,
};
const waits = (forMs: number): Expected => ({
  asked: 1,
  job: { state: "held", attempts: 0, waitMs: forMs },
  closure: { kind: "minute_limit", forMs },
  fallback: false,
});
const isLeftAlone = (kind: string, forMs: number): Expected => ({
  asked: 1,
  job: { state: "held", attempts: 0, waitMs: forMs },
  closure: { kind, forMs },
  fallback: true,
});
/** Its answer was of no use, a correction did not help: again in two minutes, an attempt is counted. */
const spoils: Expected = {
  asked: 2,
  job: { state: "due", attempts: 1, waitMs: 2 * MINUTE },
  closure: null,
  fallback: true,
};
/** It would do the same again: a person has to look. */
const refuses: Expected = {
  asked: 1,
  job: { state: "needs_human", attempts: 1, waitMs: 0 },
  closure: null,
  fallback: true,
};
const refusesTwice: Expected = { ...refuses, asked: 2 };
const ourBug: Expected = {
  asked: 1,
  job: { state: "failed", attempts: 0, waitMs: 0 },
  closure: null,
  fallback: false,
};
const misconfigured = isLeftAlone("auth", 10 * MINUTE);
const overloaded = isLeftAlone("overload", MINUTE);
const late = isLeftAlone("timeout", MINUTE);

const TRANSPORT: Record<TransportFault, Expected> = {
  connection_refused: overloaded,
  slow: scored,
  hang: late,
  hang_in_body: late,
  reset_in_body: overloaded,
  endless_body: spoils,
  html_page: spoils,
  redirect: misconfigured,
  body_cut_short: spoils,
  overloaded,
  server_error: overloaded,
  gateway_timeout: late,
};

const ANSWERS: Record<AnswerFault, Expected> = {
  fenced: scored,
  numbers_for_marks: scored,
  numbers_as_strings: scored,
  extra_categories: scored,
  texts_too_long: scored,
  numbered_quotes: scored,
  fabricated_quotes: refusesTwice,
  no_evidence: refusesTwice,
  text_cut_short: spoils,
  prose: spoils,
  empty_text: spoils,
  missing_category: spoils,
  wrong_mark: spoils,
  nothing_applies: spoils,
  another_shape: spoils,
};

const GEMINI: Record<GeminiFault, Expected> = {
  minute_limit: waits(36 * SECOND),
  tokens_per_minute_limit: waits(36 * SECOND),
  limit_without_details: waits(30 * SECOND),
  // the answer asks for 36 seconds, which is not to be believed
  day_limit: isLeftAlone("day_limit", TO_MIDNIGHT_IN_LOS_ANGELES),
  day_and_minute_limit: isLeftAlone("day_limit", TO_MIDNIGHT_IN_LOS_ANGELES),
  no_quota: misconfigured,
  geo_block: isLeftAlone("geo_block", 10 * MINUTE),
  bad_key: misconfigured,
  unauthenticated: misconfigured,
  forbidden: misconfigured,
  unknown_model: misconfigured,
  invalid_request: ourBug,
  too_many_tokens: refuses,
  request_entity_too_large: refuses,
  prompt_blocked: refuses,
  safety: refuses,
  recitation: refuses,
  blocklist: refuses,
  prohibited_content: refuses,
  spii: refuses,
  max_tokens: spoils,
  other_finish: spoils,
  no_candidates: spoils,
  empty_candidates: spoils,
  no_parts: spoils,
};

const CHAT: Record<ChatFault, Expected> = {
  tokens_per_minute: waits(7 * SECOND),
  limit_without_details: waits(30 * SECOND),
  tokens_per_day: isLeftAlone("day_limit", TO_MIDNIGHT_UTC),
  requests_per_day_by_header: isLeftAlone("day_limit", TO_MIDNIGHT_UTC),
  no_credit: misconfigured,
  bad_key: misconfigured,
  forbidden: misconfigured,
  country: isLeftAlone("geo_block", 10 * MINUTE),
  unknown_model: misconfigured,
  invalid_request: ourBug,
  unprocessable: ourBug,
  // its words teach the minute's limit, under which the call is asked about once more
  request_too_large: refusesTwice,
  context_too_long: refuses,
  capacity: overloaded,
  json_validate_failed: spoils,
  json_of_another_shape: spoils,
  json_validate_cut_off: spoils,
  length: spoils,
  content_filter: refuses,
  refusal: refuses,
  error_in_200: overloaded,
  no_choices: spoils,
  null_content: spoils,
};

let bench: ScoringBench;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite("nordwind");
  bench = scoringBench("nordwind", START_MS);
  await bench.upload(sampleUpload("1"));
});

const KEYS = { gemini: "gemini-test-key", openAiCompatible: "groq-test-key", aiGateway: null };
const now = () => bench.clock.nowMs;

function gemini(afterwards: Turn) {
  const server = createProviderServer({ afterwards });
  const provider = createGeminiProvider(
    {
      provider: "gemini",
      model: "gemini-3.5-flash-lite",
      base_url: "https://generativelanguage.googleapis.com",
      limits: {},
    },
    KEYS,
    { fetch: server.fetch, now, timeoutMs: 400 },
  );
  return { server, provider };
}

function groq(afterwards: Turn) {
  const server = createProviderServer({ afterwards });
  const provider = createOpenAiCompatibleProvider(
    {
      provider: "openai-compatible",
      model: "openai/gpt-oss-120b",
      base_url: "https://api.groq.com/openai/v1",
      limits: { tokens_per_minute: 250_000 },
    },
    KEYS,
    { fetch: server.fetch, now, timeoutMs: 400 },
  );
  return { server, provider };
}

async function expectOutcome(expected: Expected, faulty: ReturnType<typeof gemini>): Promise<void> {
  const { name } = faulty.provider;
  await bench.tick([faulty.provider]);
  expect(faulty.server.received).toHaveLength(expected.asked);
  const { state, attempts, waitMs } = expected.job;
  expect(
    // of a job that is done the time is the lease's, and means nothing
    await rows(
      "SELECT state, attempts, iif(state = 'done', 0, next_at) AS next_at FROM scoring_job",
    ),
  ).toEqual([{ state, attempts, next_at: state === "done" ? 0 : START_MS + waitMs }]);
  expect(
    await rows(
      "SELECT requests FROM provider_quota WHERE provider = ? AND window LIKE 'minute:%'",
      name,
    ),
  ).toEqual([{ requests: expected.asked }]);
  expect(
    await rows("SELECT window, closed_until FROM provider_quota WHERE window LIKE 'closed:%'"),
  ).toEqual(
    expected.closure === null
      ? []
      : [
          {
            window: `closed:${expected.closure.kind}`,
            closed_until: START_MS + expected.closure.forMs,
          },
        ],
  );
}

async function expectFallback(
  expected: Expected,
  faulty: ReturnType<typeof gemini>,
  next: ReturnType<typeof gemini>,
): Promise<void> {
  await bench.tick([faulty.provider, next.provider]);
  expect(next.server.received).toHaveLength(expected.fallback ? 1 : 0);
  expect(await rows("SELECT provider FROM score")).toEqual(
    expected.fallback
      ? [{ provider: next.provider.name }]
      : expected.job.state === "done"
        ? [{ provider: faulty.provider.name }]
        : [],
  );
}

const casesOf = <F extends Fault>(faults: readonly F[], table: Record<F, Expected>) =>
  faults.map((fault): [F, Expected] => [fault, table[fault]]);

describe.each<[Fault, Expected]>([
  ...casesOf(TRANSPORT_FAULTS, TRANSPORT),
  ...casesOf(ANSWER_FAULTS, ANSWERS),
  ...casesOf(GEMINI_FAULTS, GEMINI),
])("Gemini, %s", (fault, expected) => {
  test("decides where the job goes and what the quota says", () =>
    expectOutcome(expected, gemini(fault)));
  test("makes way for the next provider, or does not", () =>
    expectFallback(expected, gemini(fault), groq("good")));
});

describe.each<[Fault, Expected]>([
  ...casesOf(TRANSPORT_FAULTS, TRANSPORT),
  ...casesOf(ANSWER_FAULTS, ANSWERS),
  ...casesOf(CHAT_FAULTS, CHAT),
])("a chat service, %s", (fault, expected) => {
  test("decides where the job goes and what the quota says", () =>
    expectOutcome(expected, groq(fault)));
  test("makes way for the next provider, or does not", () =>
    expectFallback(expected, groq(fault), gemini("good")));
});

describe("what a provider says of its limits", () => {
  const learned = () =>
    rows("SELECT provider, limit_name, value FROM provider_limit ORDER BY provider, limit_name");

  test.each<[Fault, string, number]>([
    ["minute_limit", "requestsPerMinute", 15],
    ["tokens_per_minute_limit", "tokensPerMinute", 250_000],
    ["day_limit", "requestsPerDay", 500],
  ])("Gemini's %s teaches %s", async (fault, limit_name, value) => {
    await bench.tick([gemini(fault).provider]);
    expect(await learned()).toEqual([{ provider: "gemini", limit_name, value }]);
  });

  test("Groq's headers teach its limits with every answer, and what others have used", async () => {
    const server = createProviderServer({ requestsPerDay: 700, tokensPerMinute: 9000 });
    const own = { ...groq("good").provider };
    const provider = createOpenAiCompatibleProvider(
      {
        provider: "openai-compatible",
        model: own.model,
        base_url: "https://api.groq.com/openai/v1",
        limits: {},
      },
      KEYS,
      { fetch: server.fetch, now, timeoutMs: 400 },
    );
    for (let others = 0; others < 5; others++) {
      await server.fetch("https://api.groq.com/openai/v1/chat/completions", {
        method: "POST",
        body: "{}",
      });
    }
    expect(await bench.tick([provider])).toMatchObject({ scored: 1 });
    expect(await learned()).toEqual([
      { provider: "openai-compatible", limit_name: "requestsPerDay", value: 700 },
      { provider: "openai-compatible", limit_name: "tokensPerMinute", value: 9000 },
    ]);
    expect(await rows("SELECT requests FROM provider_quota WHERE window LIKE 'day:%'")).toEqual([
      { requests: 6 },
    ]);
  });
});
