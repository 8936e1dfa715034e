import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { afterEach, expect, test } from "vitest";

const PROGRAM = join(import.meta.dirname, "provider-server.ts");
/** Not the port that people use, so that a test does not meet somebody's own server. */
const PORT = 18_788;
const GEMINI = `http://127.0.0.1:${PORT}/v1beta/models/gemini-3.5-flash-lite:generateContent`;
const CHAT = `http://127.0.0.1:${PORT}/openai/v1/chat/completions`;

let program: ChildProcess | null = null;
afterEach(async () => {
  if (program !== null && program.exitCode === null) {
    program.kill();
    await once(program, "exit");
  }
  program = null;
});

async function start(...options: string[]): Promise<void> {
  const started = spawn(process.execPath, [PROGRAM, "--port", String(PORT), ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  program = started;
  const lines = createInterface({ input: started.stdout });
  await once(lines, "line");
}

const askGemini = () =>
  fetch(GEMINI, {
    method: "POST",
    headers: { "x-goog-api-key": "gemini-test-key" },
    body: JSON.stringify({ contents: [{ role: "user", parts: [{ text: "hello" }] }] }),
  });

test("the program answers as Gemini, badly for as long as it is told to", async () => {
  await start("--fault", "day_limit", "--first", "1");
  const refused = await askGemini();
  expect(refused.status).toBe(429);
  expect(await refused.text()).toContain("GenerateRequestsPerDayPerProjectPerModel-FreeTier");
  const answered = await askGemini();
  expect(answered.status).toBe(200);
  expect(await answered.json()).toMatchObject({ candidates: [{ finishReason: "STOP" }] });
});

test("the program answers as Groq, and breaks connections where a provider would", async () => {
  await start("--fault", "reset_in_body", "--first", "1");
  const ask = () =>
    fetch(CHAT, {
      method: "POST",
      headers: { authorization: "Bearer groq-test-key" },
      body: JSON.stringify({
        model: "openai/gpt-oss-120b",
        messages: [{ role: "user", content: "hi" }],
      }),
    });
  await expect(ask().then((response) => response.text())).rejects.toThrow(TypeError);
  const answered = await ask();
  expect(answered.headers.get("x-ratelimit-limit-tokens")).toBe("250000");
  expect(await answered.json()).toMatchObject({ choices: [{ finish_reason: "stop" }] });
});
