import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { tempFolderOfFile } from "../onprem/testing/temp-folder.ts";
import { choosePort, quietWrangler } from "./local-edge.ts";
import type { Progress } from "./progress.ts";
import { toAnswer } from "./results.ts";
import { runDemo, type DemoRun } from "./run-demo.ts";
import { chooseScoringProvider } from "./scoring-provider.ts";

/*
 * The demo's own path from recordings to pages, with every part real: Whisper in its pinned process, the queue, the Worker
 * in workerd over the migrated D1, the built-in judge.
 */
const root = tempFolderOfFile();
const steps: string[] = [];
const progress: Progress = {
  start: () => undefined,
  update: () => undefined,
  succeed: (text) => void steps.push(text),
  fail: (text) => void steps.push(`FAILED ${text}`),
  stop: () => undefined,
};
let run: DemoRun;

beforeAll(async () => {
  quietWrangler(process.env);
  const finished = await runDemo({
    root,
    port: await choosePort(null, 18_787),
    modelPath: join(import.meta.dirname, "whisper-demo.bin"),
    history: true,
    provider: chooseScoringProvider({}),
    timeZone: "Europe/London",
    env: process.env,
    signal: new AbortController().signal,
    progress,
    now: () => Date.now(),
  });
  if (finished === null) throw new Error("the demo was stopped");
  run = finished;
}, 240_000);

afterAll(() => run.edge.stop());

const resultOf = (recordingId: string) => {
  const result = run.results.find((candidate) => candidate.recording_id === recordingId);
  if (result === undefined) throw new Error(`no result for ${recordingId}`);
  return toAnswer(result);
};

const api = async (path: string): Promise<unknown> => {
  const response = await fetch(`${run.edge.url}${path}`, {
    headers: { authorization: `Bearer ${run.readToken}` },
  });
  expect(response.status).toBe(200);
  return response.json();
};

describe("the eleven calls", () => {
  test("nine are scored by the built-in rules", () => {
    const scored = run.results.filter((result) => result.total_score !== null);
    expect(scored.map((result) => result.recording_id)).toEqual([
      "1001",
      "1002",
      "1003",
      "1004",
      "1005",
      "1006",
      "1007",
      "1008",
      "1009",
    ]);
    expect(new Set(scored.map((result) => result.provider))).toEqual(new Set(["rules"]));
  });

  test.each([
    ["1010", "too_short"],
    ["1011", "no_speech"],
  ])("%s is skipped as %s", (recordingId, reason) => {
    expect(resultOf(recordingId)).toEqual({
      recording_id: recordingId,
      state: "skipped",
      reason,
      word_count: null,
      wer: null,
      total_score: null,
      flagged: null,
      flag_reason: null,
      provider: null,
    });
  });

  test.each([
    ["1004", /below 60/],
    ["1005", /Card data taken aloud/],
    ["1006", /Unauthorised promise/],
    ["1007", /below 60/],
  ])("%s is flagged: %s", (recordingId, reason) => {
    expect(resultOf(recordingId)).toMatchObject({
      state: "complete",
      flagged: true,
      flag_reason: expect.stringMatching(reason),
    });
  });

  test.each(["1001", "1002", "1003", "1008", "1009"])("%s is not flagged", (recordingId) => {
    expect(resultOf(recordingId)).toMatchObject({ state: "complete", flagged: false });
  });

  test("the words are right: no more than 3.6 % wrong over the nine calls", () => {
    const rates = run.results.flatMap((result) =>
      result.wer === null || result.word_count === null ? [] : [{ ...result, wer: result.wer }],
    );
    const words = rates.reduce((sum, { word_count: count }) => sum + (count ?? 0), 0);
    const wrong = rates.reduce((sum, { wer, word_count: count }) => sum + wer * (count ?? 0), 0);
    expect(rates).toHaveLength(9);
    expect(wrong / words).toBeLessThan(0.036);
  });

  test("every step was told", () => {
    expect(steps.join("\n")).toMatch(
      /compiled for this CPU[\s\S]*11 recordings queued[\s\S]*Transcribed[\s\S]*11 of 11[\s\S]*Uploaded 9[\s\S]*Scored 9/,
    );
  });
});

test("no part of the card number or the code is in any file that was written", () => {
  // Times and hashes hold digits too: the figures count where they stand as a number of their own.
  const secret = /four two four|three one seven|4242 ?4242|[\s"](4242|317)[\s".,]/i;
  const files = readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".wav"))
    .map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(3);
  const leaking = files.filter((file) => secret.test(readFileSync(file, "latin1")));
  expect(leaking).toEqual([]);
});

test("nor is it in what the API answers for the call", async () => {
  const answer = JSON.stringify(await api("/api/qa/call/1005"));
  expect(answer).toContain("[CARD]");
  expect(answer).toContain("[CVV]");
  expect(answer).toContain("five zero two eight one");
  expect(answer).not.toMatch(/four two|three one seven/i);
});

test("the caller who spoke to the judge is shown and has moved nothing", async () => {
  expect(await api("/api/qa/call/1007")).toMatchObject({
    injections: [{ text: expect.stringContaining("perfect score") }],
  });
  expect(resultOf("1007").total_score).toBeLessThan(60);
});

test.each([
  "/api/qa/health",
  "/api/qa/daily-summary?days=7",
  "/api/qa/agent/1004",
  "/api/qa/flagged?days=7",
  "/api/qa/trends?days=30",
  "/api/qa/leaderboard?days=30",
  "/api/qa/queue-status",
])("%s answers with the token and with nothing else", async (path) => {
  expect(await api(path)).toBeTruthy();
  expect((await fetch(`${run.edge.url}${path}`)).status).toBe(401);
});

test("the sign-in link opens the pages", async () => {
  const link = new URL(run.signInUrl);
  expect(await (await fetch(link)).text()).toContain("Sign in to ");
  const signIn = await fetch(new URL("/sign-in", link), {
    method: "POST",
    headers: { origin: link.origin },
    body: new URLSearchParams({ code: link.searchParams.get("code") ?? "" }),
    redirect: "manual",
  });
  expect(signIn.status).toBe(303);
  const cookie = signIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  for (const path of ["/", "/flagged", "/calls/1005"]) {
    const page = await fetch(`${run.edge.url}${path}`, { headers: { cookie } });
    expect(page.status).toBe(200);
    expect(await page.text()).not.toMatch(/four two four two/i);
  }
  const anonymous = await fetch(`${run.edge.url}/`, { headers: { accept: "text/html" } });
  expect(anonymous.status).toBe(401);
});
