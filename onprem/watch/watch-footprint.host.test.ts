import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { expect, test, vi } from "vitest";

import { tempFolder } from "../testing/temp-folder.ts";
import { startTestEdge } from "../testing/test-edge.ts";
import { startWatchProcess, writeWatchConfig } from "../testing/watch-process.ts";
import { addRecording, addTranscript } from "../testing/watched-folder.ts";

const AGENT = fileURLToPath(new URL("../agent.ts", import.meta.url));
const MAX_RSS_MB = 120;

test("watch is light: little memory, no engine, no driver of a database it does not read", async () => {
  const folder = tempFolder();
  const edge = await startTestEdge("demo");
  const config = writeWatchConfig(folder, { edgeUrl: edge.url });
  for (let index = 0; index < 60; index += 1) addTranscript(folder, String(5000 + index));
  // As the service runs it: with Node's cache of compiled code, which its first start fills.
  const env = { NODE_COMPILE_CACHE: join(folder, "compile-cache") };
  const first = startWatchProcess(config, env);
  await vi.waitFor(() => expect(edge.transcripts.size).toBe(60), { timeout: 60_000 });
  first.kill("SIGTERM");
  expect(await first.ended).toBe(0);

  const watch = startWatchProcess(config, env);
  for (let second = 0; second < 20; second += 1) {
    addRecording(folder, `1015${String(second).padStart(2, "0")}`);
    await sleep(1000);
  }
  expect(edge.calls.size).toBeGreaterThan(10);
  const status = readFileSync(`/proc/${watch.pid}/status`, "utf8");
  const rssMb = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
  expect(rssMb).toBeGreaterThan(20);
  expect(rssMb).toBeLessThan(MAX_RSS_MB);
  const mapped = readFileSync(`/proc/${watch.pid}/maps`, "utf8");
  expect(mapped).not.toMatch(/whisper|sherpa|onnxruntime/);
});

test("no engine and no driver is imported when watch starts", () => {
  const packages = [...staticImports(AGENT)];
  expect(packages).toContain("undici");
  expect(packages.filter((name) => /whisper|sherpa|drizzle|mysql/.test(name))).toEqual([]);
});

/** Packages that are loaded with a file, through its own files; what is imported later by `import()` is not. */
function staticImports(file: string, seen = new Map<string, Set<string>>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.set(file, packages);
  const text = readFileSync(file, "utf8");
  for (const [, specifier = ""] of text.matchAll(
    /^import\s+(?!type\s)(?:[^"';]*?from\s+)?"([^"]+)";/gm,
  )) {
    if (specifier.startsWith(".")) {
      const path = fileURLToPath(new URL(specifier, `file://${file}`));
      for (const name of staticImports(path, seen)) packages.add(name);
    } else {
      packages.add(specifier);
    }
  }
  return packages;
}
