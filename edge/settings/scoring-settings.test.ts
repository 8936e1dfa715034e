import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import {
  checkScoringSettings,
  DEFAULT_SECOND_JUDGING,
} from "#shared/contracts/scoring-settings.ts";

import { openDatabase } from "../db/client.ts";
import { AppError } from "../errors/app-error.ts";
import { CRON_TICK, startTick } from "../scoring/start-tick.ts";
import { sampleUpload } from "../testing/sample-upload.ts";
import { scoringBench } from "../testing/scoring-bench.ts";
import { seedSite } from "../testing/seed-site.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { changeScoringSettings, readScoringSettings } from "./scoring-settings.usecase.ts";

const db = openDatabase(env.DB);
const BY = { who: "admin@nordwind", nowMs: 1_795_000_000_000 };
const GROQ = {
  provider: "openai-compatible",
  model: "openai/gpt-oss-120b",
  base_url: "https://api.groq.com/openai/v1",
};
const RULES = { providers: [{ provider: "rules" }] };

beforeEach(async () => {
  await emptyDatabase();
});

const problemsOf = (providers: unknown) => {
  const checked = checkScoringSettings({ providers });
  return checked.ok ? [] : checked.problems.map(({ setting, problem }) => `${setting}: ${problem}`);
};

describe("settings are refused with what to do", () => {
  test.each<[string, unknown, string]>([
    ["no provider", [], "name at least one provider"],
    ["an unknown provider", [{ provider: "claude" }], "one of gemini, openai-compatible, rules"],
    ["the same judge twice", [RULES.providers[0], RULES.providers[0]], "name each once"],
    ["a misspelt setting", [{ ...GROQ, temperature: 0 }], "there is no “temperature” here"],
    ["a key among the settings", [{ ...GROQ, api_key: "gsk_x" }], "there is no “api_key” here"],
    [
      "a limit of nothing",
      [{ ...GROQ, limits: { requests_per_day: 0 } }],
      "leave a provider out of the list",
    ],
    ["half a request", [{ ...GROQ, limits: { requests_per_day: 1.5 } }], "a whole number"],
    [
      "a negative price",
      [{ ...GROQ, prices: { usd_per_million_input_tokens: -1, usd_per_million_output_tokens: 0 } }],
      "0 or more",
    ],
    ["a zone that does not exist", [{ ...GROQ, day_time_zone: "Mars/Olympus" }], "an IANA zone"],
    [
      "a context too small for the instructions",
      [{ ...GROQ, context_tokens: 100 }],
      "at least 4000",
    ],
    [
      "plain http to the world",
      [{ ...GROQ, base_url: "http://api.groq.com/openai/v1" }],
      "an https address",
    ],
    [
      "a key in the address",
      [{ ...GROQ, base_url: "https://api.groq.com/v1?key=1" }],
      "without user, query",
    ],
    [
      "a user in the address",
      [{ ...GROQ, base_url: "https://me:pw@api.groq.com" }],
      "without user, query",
    ],
    ["another scheme", [{ ...GROQ, base_url: "file:///etc/passwd" }], "an https address"],
    [
      "a model that is a sentence",
      [{ ...GROQ, model: "the best one" }],
      "the provider's id of the model",
    ],
  ])("%s", (_, providers, advice) => {
    expect(problemsOf(providers).join("\n")).toContain(advice);
  });

  test.each<[string, unknown, string]>([
    ["a negative distance", { near_threshold_points: -1 }, "0 or more points"],
    ["a second look at everything", { near_threshold_points: 41 }, "at most 40"],
    ["marks that must be the same", { max_difference_marks: 0 }, "at least 1"],
    ["half a mark", { max_difference_marks: 1.5 }, "a whole number of marks"],
    ["totals never apart", { max_difference_points: 81 }, "at most 80"],
    ["a misspelt one", { near_treshold: 5 }, "there is no “near_treshold” here"],
    ["nothing at all", null, "expected object"],
  ])("second judging: %s", (_, second_judging, advice) => {
    const checked = checkScoringSettings({ ...RULES, second_judging });
    expect(checked.ok ? "" : checked.problems.map(({ problem }) => problem).join()).toContain(
      advice,
    );
  });

  test("what is not said about second judging is as by default, and it can be switched off", () => {
    const off = { near_threshold_points: null, on_low_confidence: false, on_injection: false };
    expect(checkScoringSettings({ ...RULES, second_judging: off })).toMatchObject({
      settings: { second_judging: { ...DEFAULT_SECOND_JUDGING, ...off } },
    });
  });

  test.each([undefined, null, 7, "gemini", [], { provider: "rules" }])(
    "%j is no setting",
    (given) => {
      expect(checkScoringSettings(given).ok).toBe(false);
    },
  );

  test("and accepted otherwise: an own server, a gateway, limits, prices", () => {
    expect(
      problemsOf([
        { ...GROQ, limits: { tokens_per_day: null, requests_per_minute: 20 } },
        {
          provider: "openai-compatible",
          model: "qwen3:32b",
          base_url: "http://192.168.1.20:11434/v1",
        },
        {
          provider: "gemini",
          model: "gemini-3.5-flash-lite",
          base_url: "https://gateway.ai.cloudflare.com/v1/0a1b2c/nightshift/google-ai-studio",
          prices: { usd_per_million_input_tokens: 0.3, usd_per_million_output_tokens: 2.5 },
          day_time_zone: "America/Los_Angeles",
        },
      ]),
    ).toEqual([]);
  });
});

describe("stored settings", () => {
  test("hold from the next tick on, before the environment's", async () => {
    expect(await readScoringSettings(db, env)).toMatchObject({ source: { kind: "environment" } });
    expect(await changeScoringSettings(db, { providers: [GROQ] }, BY)).toBe(1);
    expect(await changeScoringSettings(db, RULES, BY)).toBe(2);
    expect(await readScoringSettings(db, env)).toEqual({
      settings: { ...RULES, second_judging: DEFAULT_SECOND_JUDGING },
      source: { kind: "stored", version: 2, changedAtMs: BY.nowMs, changedBy: BY.who },
      newestVersion: 2,
      problems: [],
    });
  });

  test("that are bad change nothing, and say what is wrong where", async () => {
    await changeScoringSettings(db, RULES, BY);
    const refusal = await changeScoringSettings(
      db,
      { providers: [{ provider: "claude" }] },
      BY,
    ).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(AppError);
    expect(refusal).toMatchObject({
      code: "invalid_settings",
      status: 400,
      message: expect.stringContaining("the settings before still hold"),
      details: [{ setting: "providers.0.provider", problem: expect.stringContaining("gemini") }],
    });
    expect(await rows("SELECT version FROM setting")).toEqual([{ version: 1 }]);
  });

  test("that cannot be read any more do not stop the scoring: the last good ones hold, and it is said", async () => {
    await changeScoringSettings(db, RULES, BY);
    for (const [version, value] of [
      [2, '{"providers": [{"provider": "newer"}]}'],
      [3, "{"],
    ] as const) {
      await env.DB.prepare("INSERT INTO setting VALUES ('scoring', ?, ?, 0, 'by hand')")
        .bind(version, value)
        .run();
    }
    const inForce = await readScoringSettings(db, env);
    expect(inForce).toMatchObject({ settings: RULES, source: { version: 1 } });
    expect(inForce.problems.map(({ setting }) => setting)).toEqual([
      "version 3: the settings",
      "version 2: providers.0.provider",
    ]);
    await seedSite("nordwind");
    await scoringBench("nordwind", Date.now()).upload(sampleUpload("1"));
    expect(await startTick(env, CRON_TICK)).toMatchObject({ scored: 1 });
  });

  test("outlive a Worker whose variables are misspelt", async () => {
    await changeScoringSettings(db, RULES, BY);
    expect(await readScoringSettings(db, { ...env, SCORING_PROVIDERS: "gemni" })).toMatchObject({
      settings: RULES,
    });
  });
});

test("without any usable settings nothing is scored, nothing is lost, and it is said what to mend", async () => {
  const misspelt = { ...env, SCORING_PROVIDERS: "gemni" };
  const { settings, problems } = await readScoringSettings(db, misspelt);
  expect(settings).toBeNull();
  expect(problems).toEqual([
    {
      setting: "the Worker's variables: providers.0.provider",
      problem: "one of gemini, openai-compatible, rules",
    },
  ]);
  await seedSite("nordwind");
  await scoringBench("nordwind", Date.now()).upload(sampleUpload("1"));
  expect(await startTick(misspelt, CRON_TICK)).toMatchObject({ scored: 0, set_aside: 0 });
  expect(await rows("SELECT state, attempts FROM scoring_job")).toEqual([
    { state: "due", attempts: 0 },
  ]);
});
