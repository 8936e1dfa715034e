import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "eval-scoring-"));
afterAll(() => rmSync(folder, { recursive: true }));

const root = join(import.meta.dirname, "../..");
const cli = join(import.meta.dirname, "cli.ts");
const NO_KEYS = { GEMINI_API_KEY: "", GROQ_API_KEY: "", OPENAI_COMPATIBLE_API_KEY: "" };

type Run = { code: number; stdout: string; stderr: string };

function evaluate(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Run> {
  const env = { ...process.env, ...NO_KEYS, ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], { cwd: root, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

const answersIn = (name: string) => join(folder, name);

describe("npm run eval:scoring", () => {
  test("without a key has the rules judge the starter set", async () => {
    const { code, stdout, stderr } = await evaluate(["--resume", answersIn("rules.jsonl")]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^rules: \d+ calls\n/);
    expect(stdout).toMatch(/\nall +\d+ +\d+ % +\d+ % +0\.\d\d/);
    expect(stdout).toContain("Cost: none");
  });

  test("compares two judges, as JSON too", async () => {
    const args = ["--compare", "rules", "local:openai/gpt-oss-120b", "--limit", "6"];
    const { code, stdout } = await evaluate([
      ...args,
      "--json",
      "--resume",
      answersIn("two.jsonl"),
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      judges: [
        { judge: "rules" },
        { judge: expect.stringContaining("local:openai/gpt-oss-120b@") },
      ],
      comparison: { calls: 6, kappa: { value: expect.any(Number) } },
      troubles: [{ stopped: null }, { stopped: null }],
    });
    const again = await evaluate([...args, "--resume", answersIn("two.jsonl")]);
    expect(again.stdout).toContain("B less A on the 6 calls that both judged");
    expect(readFileSync(answersIn("two.jsonl"), "utf8").trim().split("\n")).toHaveLength(12);
  });

  test("says attacks in calls and reports what they move and what the screen misses", async () => {
    const args = ["--injection", "--limit", "10", "--provider", "rules"];
    const { code, stdout } = await evaluate([...args, "--resume", answersIn("attacks.jsonl")]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Screen, known to its patterns: \d+ of 10 attacks found/);
    expect(stdout).toMatch(/Mean change of the total: [+−]?\d+\.\d points/);
    expect(stdout).toMatch(/Raised the total by 3 points or more: \d+ %/);
  });

  test("ends a run that the provider stops with what there is, and says how to go on", async () => {
    const args = [
      "--provider",
      "local",
      "--fault",
      "bad_key",
      "--resume",
      answersIn("stopped.jsonl"),
    ];
    const { code, stdout } = await evaluate(args);
    expect(code).toBe(1);
    expect(stdout).toContain("was not asked to the end: HTTP 400");
    expect(stdout).toContain(`--resume ${answersIn("stopped.jsonl")}`);
  });

  test.each([
    [["no-such-file.json"], "There is no no-such-file.json"],
    [["--provider", "gemini"], "GEMINI_API_KEY"],
    [["--compare", "rules"], "two judges"],
    [["--compare", "rules", "rules"], "twice"],
    [["package.json"], "package.json: id:"],
  ])("refuses %j in one line, without a stack", async (args, message) => {
    const { code, stdout, stderr } = await evaluate(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });

  test("asks the real address with the key of the environment, and never shows it", async () => {
    const keys: unknown[] = [];
    const server = createServer((request, response) => {
      keys.push(request.headers.authorization);
      response.writeHead(401, { "content-type": "application/json" });
      response.end('{"error":{"message":"Invalid API Key sk-secret","code":"invalid_api_key"}}');
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const { port } = server.address() as AddressInfo;
    const run = await evaluate(
      ["--base-url", `http://127.0.0.1:${port}/v1`, "--resume", answersIn("real.jsonl")],
      { GROQ_API_KEY: "sk-secret" },
    );
    server.close();
    expect(keys[0]).toBe("Bearer sk-secret");
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("openai-compatible:");
    expect(run.stdout + run.stderr).not.toContain("sk-secret");
  });

  test("Ctrl-C ends with the figures so far", async () => {
    const path = answersIn("interrupted.jsonl");
    const args = [cli, "--provider", "local", "--fault", "slow", "--requests-per-minute", "30"];
    const child = spawn(process.execPath, [...args, "--resume", path], {
      cwd: root,
      env: { ...process.env, ...NO_KEYS },
    });
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    const ended = new Promise<number | null>((resolve) => {
      child.on("exit", resolve);
    });
    const startedMs = Date.now();
    while (lineCount(path) === 0 && Date.now() - startedMs < 30_000) {
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(stdout).toContain("was not asked to the end: interrupted");
    expect(stdout).toMatch(/Evidence: 100 % of \d+ quotes/);
  });
});

function lineCount(path: string): number {
  try {
    return readFileSync(path, "utf8").split("\n").length - 1;
  } catch {
    return 0;
  }
}
