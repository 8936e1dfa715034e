import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";

import { CATALOGUE } from "../models/catalogue.ts";
import { cliSite } from "../testing/cli-site.ts";
import { TINY_SHAPE, writeGgmlFile } from "../testing/ggml-file.ts";
import { startLocalServer } from "../testing/local-server.ts";
import { DEMO_MODEL } from "../testing/night-site.ts";
import { waitUntil } from "../testing/wait-until.ts";

/* `nightshift model` as a process of its own. */

function modelSite() {
  const site = cliSite({ model: "models/whisper-demo.bin" });
  const models = join(site.root, "models");
  mkdirSync(models);
  const inUse = join(models, "whisper-demo.bin");
  copyFileSync(DEMO_MODEL, inUse);
  const source = join(site.root, "ours.bin");
  writeGgmlFile(source);
  const content = readFileSync(source);
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { ...site, models, inUse, source, content, sha256 };
}

/** Beside this process, which serves what it asks for. */
function start(site: ReturnType<typeof modelSite>, ...args: string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../cli.ts"), ...args], {
    cwd: site.root,
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said.stderr += chunk.toString()));
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, said, code };
}

const listSchema = z.object({
  models: z.array(z.object({ name: z.string(), state: z.string(), in_use: z.boolean() })),
});

describe("list", () => {
  test("shows what is published, what is here, and what is in use", () => {
    const site = modelSite();
    writeGgmlFile(join(site.models, "ggml-tiny.bin"));
    writeFileSync(join(site.models, "ggml-base.bin.part"), Buffer.alloc(100));
    const { code, stdout, stderr } = site.run(["model", "list"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^ {3}tiny +78 MB +MIT .*WRONG: it is not the published file/m);
    expect(stdout).toMatch(/^ {3}base +148 MB .* 0 % downloaded$/m);
    expect(stdout).toMatch(/^\* {2}whisper-demo +18 MB +\? .*here, not checked yet$/m);
    const listed = listSchema.parse(JSON.parse(site.run(["model", "list", "--json"]).stdout));
    expect(listed.models).toHaveLength(CATALOGUE.length + 1);
    expect(listed.models.filter((model) => model.in_use).map((model) => model.name)).toEqual([
      "whisper-demo",
    ]);
  });

  test("of a folder needs no configuration", () => {
    const site = modelSite();
    const { code, stdout } = site.run(["-c", "/nonexistent", "model", "list", "--folder", "."]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ours/);
  });
});

describe("pull", () => {
  test("copies a file given by hand, and the model is known from then on", () => {
    const site = modelSite();
    const args = ["model", "pull", "ours", "--sha256", site.sha256.toUpperCase()];
    const { code, stdout } = site.run([...args, "--from", "ours.bin"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /models\/ggml-ours\.bin is whole and in place\.\nTo use it, .*\[whisper\]/,
    );
    expect(site.run(["model", "list"]).stdout).toMatch(/^ {3}ours .* here$/m);
  });

  test("stopped by Ctrl-C keeps its part, says how to go on, and goes on", async () => {
    const site = modelSite();
    const asked: (string | undefined)[] = [];
    const { url } = await startLocalServer(({ headers }, response) => {
      asked.push(headers.range);
      const from = Number(/\d+/.exec(headers.range ?? "")?.[0] ?? 0);
      response.writeHead(from === 0 ? 200 : 206, {
        "content-length": site.content.length - from,
        "content-range": `bytes ${from}-${site.content.length - 1}/${site.content.length}`,
        etag: '"v1"',
      });
      if (from === 0) response.write(site.content.subarray(0, 50_000));
      else response.end(site.content.subarray(from));
    });
    const args = ["model", "pull", "ours", "--sha256", site.sha256, "--url", `${url}/`];
    const first = start(site, ...args);
    const part = join(site.models, "ggml-ours.bin.part");
    await waitUntil("half of the model", () => existsSync(part) && statSync(part).size === 50_000);
    first.child.kill("SIGINT");
    expect(await first.code).toBe(130);
    expect(first.said.stderr).toMatch(/Stopped with 50 kB there\. The same command goes on/);
    const second = start(site, ...args);
    expect(await second.code).toBe(0);
    expect(asked).toEqual([undefined, "bytes=50000-"]);
    expect(readFileSync(join(site.models, "ggml-ours.bin")).equals(site.content)).toBe(true);
  });

  test("takes the mirror of the configuration, and says what a wrong address answers", async () => {
    const site = modelSite();
    const { url, received } = await startLocalServer((_, response) =>
      response.writeHead(404).end("not here"),
    );
    writeFileSync(site.config, `${readFileSync(site.config, "utf8")}mirror = "${url}/whisper/"\n`);
    const pull = start(site, "model", "pull", "tiny");
    expect(await pull.code).toBe(1);
    expect(pull.said.stderr).toMatch(/answers 404 for \/whisper\/ggml-tiny\.bin/);
    expect(received).toHaveLength(1);
  });

  test.each([
    [["nonsense"], 2, /in no list.*model list/],
    [["../x"], 2, /cannot be the name of a model/],
    [["tiny", "--sha256", "abc"], 2, /64 characters/],
    [["tiny", "--url", "ftp://x/"], 2, /https/],
    [["tiny", "--url", "https://x/", "--from", "y"], 2, /cannot be used with/],
    [["tiny", "--from", "ours.bin"], 1, /has \d+ bytes, and the model has 77691713\. It was not/],
  ])("%j ends with %i", (args, expected, message) => {
    const { code, stderr } = modelSite().run(["model", "pull", ...args]);
    expect(code).toBe(expected);
    expect(stderr).toMatch(message);
  });
});

describe("verify", () => {
  test("reads all models, and fails for one that changed", () => {
    const site = modelSite();
    expect(site.run(["model", "verify"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ok .*is whole; in no list, so its SHA-256 [0-9a-f]{64} is/),
    });
    expect(site.run(["model", "verify"]).stdout).toMatch(/is as it was when it came/);
    truncateSync(site.inUse, 1_000_000);
    expect(site.run(["model", "verify"])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^FAIL .*whisper-demo\.bin is cut off/),
    });
    expect(site.run(["model", "verify", "base"])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/ggml-base\.bin is not there/),
    });
  });
});

describe("remove", () => {
  test("takes a model and what belongs to it, but not the one in use without --force", () => {
    const site = modelSite();
    const own = join(site.models, "ggml-own.bin");
    copyFileSync(site.source, own);
    site.run(["model", "verify"]);
    writeFileSync(`${own}.part`, "");
    expect(site.run(["model", "remove", "own"])).toMatchObject({ code: 0 });
    expect([own, `${own}.part`, `${own}.checked.json`].some((file) => existsSync(file))).toBe(
      false,
    );
    expect(site.run(["model", "remove", "own"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("There is no"),
    });
    writeFileSync(
      site.config,
      readFileSync(site.config, "utf8").replace("whisper-demo.bin", "ggml-own.bin"),
    );
    copyFileSync(site.source, own);
    expect(site.run(["model", "remove", "own"])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is the model in use/),
    });
    expect(site.run(["model", "remove", "own", "--force"])).toMatchObject({ code: 0 });
    expect(existsSync(own)).toBe(false);
  });
});

describe("work with a model that cannot be had", () => {
  test.each([
    ["is cut off", (path: string) => truncateSync(path, 17_000_000), /is cut off.*model pull/],
    ["is none", (path: string) => writeFileSync(path, "<html>"), /is not a Whisper model/],
    [
      "is larger than any memory",
      (path: string) => {
        const large = { audioLayers: 128, textLayers: 128, width: 8192, textWidth: 8192 };
        writeGgmlFile(path, { ...TINY_SHAPE, ...large });
      },
      /needs about \d+ MB of memory, and \d+ MB can be spared\. Set whisper\.model to a smaller/,
    ],
  ])("ends at once with what to do when it %s", (_, spoil, message) => {
    const site = modelSite();
    spoil(site.inUse);
    for (const command of [["once"], ["transcribe", "--now"], ["model", "tune"]]) {
      const { code, stderr } = site.run(command);
      expect({ command, code }).toEqual({ command, code: 1 });
      expect(stderr).toMatch(message);
    }
  });
});
