import { existsSync, mkdirSync, statSync, truncateSync } from "node:fs";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";

import { beforeEach, describe, expect, test } from "vitest";

import { holdLock } from "../queue/run-lock.ts";
import { startLocalServer } from "../testing/local-server.ts";
import { modelToPull } from "../testing/model-to-pull.ts";
import { nextHop } from "./download.ts";
import { pullModel } from "./pull-model.ts";
import { verifyModel } from "./verify-model.ts";

/* `pull` against a real server that does what servers do on a bad day. */

let site: ReturnType<typeof modelToPull>;
beforeEach(() => {
  site = modelToPull();
});

/** Answers as the hub's storage does: an ETag, and ranges where they are asked for. */
function serve(
  headers: IncomingHttpHeaders,
  response: ServerResponse,
  content: Buffer = site.model,
  etag = '"v1"',
): void {
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
  const fresh = headers["if-range"] !== undefined && headers["if-range"] !== etag;
  if (from === 0 || fresh) {
    response.writeHead(200, { "content-length": content.length, etag });
    response.end(content);
  } else if (from >= content.length) {
    response.writeHead(416, { "content-range": `bytes */${content.length}` });
    response.end();
  } else {
    response.writeHead(206, {
      "content-length": content.length - from,
      "content-range": `bytes ${from}-${content.length - 1}/${content.length}`,
      etag,
    });
    response.end(content.subarray(from));
  }
}

/** Sends the beginning of what it promised, and hangs up. */
function breakOff(response: ServerResponse, bytes: number, etag = '"v1"'): void {
  response.writeHead(200, { "content-length": site.model.length, etag });
  response.write(site.model.subarray(0, bytes), () => response.destroy());
}

describe("a download", () => {
  test("ends with the checked file in place, and nothing beside it", async () => {
    const { url, received } = await startLocalServer(({ headers }, response) =>
      serve(headers, response),
    );
    const wish = site.options(`${url}/models/`);
    expect(await pullModel(wish)).toBe(site.target);
    site.expectInPlace();
    expect(received.map((request) => request.path)).toEqual(["/models/ggml-own.bin"]);
    expect(wish.events.findLast((event) => event.type === "progress")).toMatchObject({
      doing: "checksum",
      done: site.model.length,
      total: site.model.length,
    });
    expect(await verifyModel(site.target)).toEqual({
      kind: "intact",
      sha256: site.sha256,
      by: "record",
    });
  });

  test("is not begun when the right file is there, and replaces a wrong one", async () => {
    const { url, received } = await startLocalServer(({ headers }, response) =>
      serve(headers, response),
    );
    await pullModel(site.options(`${url}/`));
    const again = site.options(`${url}/`);
    await pullModel(again);
    expect(received).toHaveLength(1);
    expect(again.events.at(-1)).toMatchObject({ type: "already_there" });
    truncateSync(site.target, 5000);
    const third = site.options(`${url}/`);
    await pullModel(third);
    expect(third.events).toContainEqual({
      type: "replacing",
      problem: expect.stringContaining("cut off"),
    });
    site.expectInPlace();
  });

  test("goes on where it broke off, with the same version of the file", async () => {
    const asked: (string | undefined)[] = [];
    const { url } = await startLocalServer(({ headers }, response) => {
      asked.push(headers.range);
      if (asked.length < 3) breakOff(response, 20_000);
      else serve(headers, response);
    });
    const wish = site.options(`${url}/`);
    await pullModel(wish);
    site.expectInPlace();
    expect(asked).toEqual([undefined, "bytes=20000-", expect.stringMatching(/^bytes=\d+-$/)]);
    expect(wish.events.filter((event) => event.type === "break")).toHaveLength(2);
  });

  test("that was given up keeps its part for the next call", async () => {
    let breaks = true;
    const { url, received } = await startLocalServer(({ headers }, response) => {
      if (breaks) breakOff(response, 30_000);
      else serve(headers, response);
    });
    await expect(pullModel(site.options(`${url}/`))).rejects.toThrow(/goes on from there/);
    expect(existsSync(site.target)).toBe(false);
    expect(statSync(site.part).size).toBe(30_000);
    breaks = false;
    await pullModel(site.options(`${url}/`));
    expect(received.at(-1)?.headers).toMatchObject({ range: "bytes=30000-", "if-range": '"v1"' });
    site.expectInPlace();
  });

  test.each([
    ["has another version now", (headers: IncomingHttpHeaders) => headers],
    [
      "has another version and does not know If-Range",
      ({ range }: IncomingHttpHeaders) => (range === undefined ? {} : { range }),
    ],
    ["ignores Range", () => ({})],
  ])("starts again when the server %s", async (_, understood) => {
    let broken = false;
    const { url } = await startLocalServer(({ headers }, response) => {
      if (broken) return serve(understood(headers), response, site.model, '"v2"');
      broken = true;
      response.writeHead(200, { "content-length": site.model.length, etag: '"v1"' });
      response.write(Buffer.alloc(20_000, 1), () => response.destroy());
    });
    await expect(pullModel(site.options(`${url}/`))).resolves.toBe(site.target);
    site.expectInPlace();
  });

  test("of a part that is longer than the file starts again", async () => {
    let breaks = true;
    const { url } = await startLocalServer(({ headers }, response) => {
      if (breaks) breakOff(response, 30_000);
      else serve(headers, response);
    });
    await expect(pullModel(site.options(`${url}/`))).rejects.toThrow(/goes on from there/);
    breaks = false;
    truncateSync(site.part, site.model.length + 10);
    await pullModel(site.options(`${url}/`));
    site.expectInPlace();
  });

  test("of the wrong bytes is refused and removed", async () => {
    const { url } = await startLocalServer((_, response) => {
      const wrong = Buffer.from(site.model);
      wrong[wrong.length - 1] = 7;
      serve({}, response, wrong);
    });
    await expect(pullModel(site.options(`${url}/`))).rejects.toThrow(
      /its SHA-256 is [0-9a-f]{64}, not/,
    );
    expect(site.files()).toEqual([".pull.lock"]);
  });

  test("of another length than the known model's ends before it begins", async () => {
    const { url } = await startLocalServer((_, response) => serve({}, response));
    await expect(
      pullModel(site.options(`${url}/`, { name: "tiny-q5_1", sha256: null })),
    ).rejects.toThrow(/a file of \d+ bytes there, and the model has 32152673/);
    expect(site.files()).toEqual([".pull.lock"]);
  });

  test("without a length is taken up to the known one", async () => {
    const { url } = await startLocalServer((_, response) => {
      response.writeHead(200);
      response.end(site.model);
    });
    await expect(pullModel(site.options(`${url}/`))).resolves.toBe(site.target);
    site.expectInPlace();
  });

  test("follows to another host, and the next part asks the first again", async () => {
    const storage = await startLocalServer(({ headers }, response) => serve(headers, response));
    const { url } = await startLocalServer((_, response) => {
      response.writeHead(302, { location: `${storage.url}/blob?signature=x` });
      response.end();
    });
    await pullModel(site.options(`${url}/`));
    expect(storage.received[0]?.path).toBe("/blob?signature=x");
    site.expectInPlace();
  });

  test.each([
    [404, {}, /answers 404 .*--url/],
    [403, {}, /answers 403 .*proxy/],
    [302, { location: "/again" }, /without an end/],
    [302, { location: "file:///etc/passwd" }, /other means than https/],
    [304, {}, /answers 304/],
  ])("ends at once at %i %j", async (status, headers, message) => {
    const { url, received } = await startLocalServer((_, response) => {
      response.writeHead(status, headers);
      response.end("no");
    });
    await expect(pullModel(site.options(`${url}/`))).rejects.toThrow(message);
    expect(received.length).toBeLessThan(8);
    expect(site.files()).toEqual([".pull.lock"]);
  });

  test("tries again when the server is overloaded or falls silent, and not for ever", async () => {
    const { url, received } = await startLocalServer(({ headers }, response) => {
      if (received.length === 1) return void response.writeHead(503).end();
      if (received.length === 2) {
        response.writeHead(200, { "content-length": site.model.length, etag: '"v1"' });
        return void response.write(site.model.subarray(0, 10_000));
      }
      serve(headers, response);
    });
    await pullModel(site.options(`${url}/`, { silenceMs: 300 }));
    site.expectInPlace();
    const away = await startLocalServer((_, response) => void response.writeHead(503).end());
    await expect(pullModel(site.options(`${away.url}/`, { name: "other" }))).rejects.toThrow(
      /answers 503/,
    );
    expect(away.received).toHaveLength(4);
  });

  test("where nobody is says at once what a host without a way out does", async () => {
    await expect(pullModel(site.options("http://127.0.0.1:9/"))).rejects.toThrow(
      /cannot be reached: .*HTTPS_PROXY.*--from FILE/,
    );
  });

  test("that is stopped keeps what has arrived and says how to go on", async () => {
    const stop = new AbortController();
    const { url } = await startLocalServer((_, response) => {
      response.writeHead(200, { "content-length": site.model.length, etag: '"v1"' });
      response.write(site.model.subarray(0, 40_000));
    });
    const wish = site.options(`${url}/`, { signal: stop.signal });
    await expect(
      pullModel({
        ...wish,
        onEvent: (event) => {
          if (event.type === "progress" && event.done >= 40_000) stop.abort();
        },
      }),
    ).rejects.toThrow(/^Stopped with 40 kB there\. The same command goes on/);
    expect(statSync(site.part).size).toBe(40_000);
    expect(existsSync(site.target)).toBe(false);
  });

  test("needs room on the disk", async () => {
    const { url } = await startLocalServer(({ headers }, response) => serve(headers, response));
    await expect(pullModel(site.options(`${url}/`, { minFreeBytes: 1e18 }))).rejects.toThrow(
      /must stay free/,
    );
    expect(existsSync(site.part)).toBe(false);
  });

  test("is refused beside another one", async () => {
    mkdirSync(site.folder, { recursive: true });
    const release = holdLock(site.folder, ".pull.lock", "");
    await expect(pullModel(site.options("http://127.0.0.1:9/"))).rejects.toThrow(
      /Another `nightshift model pull`/,
    );
    release();
  });
});

test("a redirect never leaves TLS", () => {
  const from = new URL("https://hub.example/a/b.bin");
  expect(nextHop(from, "https://cdn.example/x").href).toBe("https://cdn.example/x");
  expect(nextHop(from, "/c").href).toBe("https://hub.example/c");
  for (const bad of ["http://cdn.example/x", "ftp://x/y", "https://u:p@cdn.example/", "http://["]) {
    expect(() => nextHop(from, bad)).toThrow(/https|none/);
  }
});
