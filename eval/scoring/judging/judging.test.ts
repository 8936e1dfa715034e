import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { Turn } from "../../../edge/testing/provider-server/faults.ts";
import { readLabelledCalls } from "../labels/read-labelled-calls.ts";
import { plainQuestions } from "../questions.ts";
import { UnusableInput } from "../unusable-input.ts";
import { openAnswersFile } from "./answers-file.ts";
import { askAll } from "./ask-all.ts";
import { defaultJudge, readJudgeDefaults } from "./judge-defaults.ts";
import { createJudge, type JudgeDeps, parseJudgeSpec } from "./judge-spec.ts";

const calls = readLabelledCalls(join(import.meta.dirname, "../calls/collections.json")).slice(0, 4);
const questions = plainQuestions(calls, 1);
const NO_KEYS = { gemini: null, openAiCompatible: null, aiGateway: null };

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "answers-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function judgeDeps(turns: readonly Turn[] = [], afterwards: Turn = "good"): JudgeDeps {
  return {
    fetch: () => Promise.reject(new Error("no network")),
    now: Date.now,
    timeoutMs: 300,
    keys: NO_KEYS,
    defaults: readJudgeDefaults({}),
    baseUrl: null,
    limits: {},
    standIn: { turns, afterwards },
  };
}

/** Asks the stand-in, on a clock that runs only while somebody sleeps; `waits` are those that a refusal caused. */
async function ask(spec: string, turns: readonly Turn[] = [], afterwards: Turn = "good") {
  const judge = createJudge(parseJudgeSpec(spec), judgeDeps(turns, afterwards));
  const answers = openAnswersFile(join(folder, "answers.jsonl"));
  const waits: number[] = [];
  let nowMs = 0;
  const asked = await askAll(
    {
      now: () => nowMs,
      sleep: async (ms) => {
        nowMs += ms;
      },
      signal: new AbortController().signal,
      concurrency: 1,
      answers,
      onProgress: () => undefined,
      onWait: (_, ms) => waits.push(ms),
    },
    judge,
    questions,
  );
  return { ...asked, waits };
}

describe("parseJudgeSpec", () => {
  test.each([
    ["rules", { kind: "rules", model: null, prompt: null }],
    ["gemini@call-judge-1", { kind: "gemini", model: null, prompt: "call-judge-1" }],
    [
      "openai-compatible:@cf/meta/llama:8b",
      { kind: "openai-compatible", model: "@cf/meta/llama:8b", prompt: null },
    ],
    [
      "local:openai/gpt-oss-120b@call-judge-1",
      { kind: "local", model: "openai/gpt-oss-120b", prompt: "call-judge-1" },
    ],
  ])("%s", (text, spec) => {
    expect(parseJudgeSpec(text)).toEqual(spec);
  });

  test.each(["gpt", "gemini:", ""])("refuses “%s”", (text) => {
    expect(() => parseJudgeSpec(text)).toThrow(UnusableInput);
  });
});

describe("createJudge", () => {
  const create = (text: string, change: Partial<JudgeDeps> = {}) =>
    createJudge(parseJudgeSpec(text), { ...judgeDeps(), ...change });

  test("has the Worker's models, and a label that names the judge again", () => {
    const keys = { ...NO_KEYS, gemini: "k" };
    const judge = create("gemini", { keys });
    expect(judge.label).toBe(`gemini:${judge.provider.model}@${judge.provider.promptVersion}`);
    expect(create(judge.label, { keys }).label).toBe(judge.label);
  });

  test("says which key is missing, which prompts there are, what is wrong with an address", () => {
    expect(() => create("gemini")).toThrow("GEMINI_API_KEY");
    expect(() => create("openai-compatible")).toThrow("GROQ_API_KEY");
    expect(() => create("local@call-judge-99")).toThrow("call-judge-1");
    expect(() => create("openai-compatible", { baseUrl: "http://example.com" })).toThrow(
      "base_url",
    );
    const keys = { ...NO_KEYS, openAiCompatible: "secret-key" };
    expect(() => create("openai-compatible", { keys, baseUrl: "ftp://x" })).toThrow("base_url");
  });

  test("a server on this machine needs no key", () => {
    const baseUrl = "http://127.0.0.1:11434/v1";
    expect(create("openai-compatible:llama3.3", { baseUrl }).provider.model).toBe("llama3.3");
  });

  test("without a choice the judge with a key is taken, else the rules", () => {
    expect(defaultJudge(NO_KEYS).kind).toBe("rules");
    expect(defaultJudge({ gemini: null, openAiCompatible: "k" }).kind).toBe("openai-compatible");
    expect(defaultJudge({ gemini: "k", openAiCompatible: "k" }).kind).toBe("gemini");
  });
});

describe.each(["local", "local:openai/gpt-oss-120b"])("askAll by %s", (spec) => {
  test("asks each call once and keeps what came of it", async () => {
    const { answers, unanswered, stopped, waits } = await ask(spec);
    expect({ unanswered, stopped, waits }).toEqual({ unanswered: [], stopped: null, waits: [] });
    expect(answers.map(({ call }) => call)).toEqual(calls.map(({ id }) => id));
    expect(answers.every(({ outcome }) => outcome.kind === "scored")).toBe(true);
    expect(answers[0]).toMatchObject({
      corrected: false,
      requests: 1,
      quotes: { given: 8, found: 8 },
    });
    expect(answers.every(({ input_tokens, cost_usd }) => input_tokens > 1000 && cost_usd > 0)).toBe(
      true,
    );
  });

  test("waits out an overload and asks again", async () => {
    const { answers, waits, stopped } = await ask(spec, ["overloaded", "server_error"]);
    expect(stopped).toBeNull();
    expect(answers).toHaveLength(4);
    expect(answers[0]?.requests).toBe(3);
    expect(waits).toHaveLength(2);
  });

  test("corrects an answer that was cut short or made up, once", async () => {
    const { answers } = await ask(spec, ["text_cut_short", "good", "fabricated_quotes", "good"]);
    expect(answers.map(({ corrected, requests }) => [corrected, requests])).toEqual([
      [true, 2],
      [true, 2],
      [false, 1],
      [false, 1],
    ]);
    expect(answers.every(({ outcome }) => outcome.kind === "scored")).toBe(true);
    expect(answers[1]?.quotes).toEqual({ given: 8, found: 0 });
  });

  test("an answer that stays useless is a result, not a failure of the run", async () => {
    const { answers, stopped } = await ask(spec, [], "fabricated_quotes");
    expect(stopped).toBeNull();
    expect(answers.map(({ outcome }) => outcome.kind)).toEqual(Array(4).fill("unusable"));
    expect(answers.every(({ requests, corrected }) => requests === 2 && corrected)).toBe(true);
  });

  test("gives a call up after five tries and goes on with the next", async () => {
    const { answers, unanswered } = await ask(spec, Array(5).fill("overloaded"));
    expect(unanswered.map(({ call }) => call)).toEqual([calls[0]?.id]);
    expect(answers).toHaveLength(3);
  });

  test("stops at a key that is refused, and asks nothing more", async () => {
    const { answers, stopped } = await ask(spec, ["good", "bad_key"]);
    expect(answers).toHaveLength(1);
    expect(stopped).not.toBeNull();
    expect(stopped).not.toContain("test-key");
  });

  test("goes on where a run ended, without asking twice", async () => {
    await ask(spec, ["good", "good", "bad_key"]);
    const { answers } = await ask(spec, ["good", "good", "bad_key"]);
    expect(new Set(answers.map(({ call }) => call)).size).toBe(4);
    const lines = readFileSync(join(folder, "answers.jsonl"), "utf8").trim().split("\n");
    expect(lines).toHaveLength(4);
  });
});

describe("askAll and limits", () => {
  test("waits as long as a refusal of the minute asks", async () => {
    const { answers, waits } = await ask("local", ["minute_limit"]);
    expect(answers).toHaveLength(4);
    expect(waits).toEqual([expect.any(Number)]);
    expect(waits[0]).toBeGreaterThanOrEqual(1000);
  });

  test("stops when the day's requests are used up", async () => {
    const { answers, stopped } = await ask("local", ["good", "day_limit"]);
    expect(answers).toHaveLength(1);
    expect(stopped).toContain("429");
  });
});

describe("openAnswersFile", () => {
  test("cuts off a line that a killed run left half written, and refuses other files", async () => {
    await ask("local");
    const path = join(folder, "answers.jsonl");
    const whole = readFileSync(path, "utf8");
    writeFileSync(path, `${whole}{"key":"half`);
    expect(openAnswersFile(path).known.size).toBe(4);
    expect(readFileSync(path, "utf8")).toBe(whole);

    const other = join(folder, "notes.txt");
    writeFileSync(other, "buy milk\n");
    expect(() => openAnswersFile(other)).toThrow("notes.txt:1");
    writeFileSync(other, "buy milk");
    expect(() => openAnswersFile(other)).toThrow(UnusableInput);
    expect(readFileSync(other, "utf8")).toBe("buy milk");
  });
});
