import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { CALL_WAV } from "../../audio/testing/make-recordings.ts";
import { SourceError } from "../../source.ts";
import { startLocalServer, type ReceivedRequest } from "../../testing/local-server.ts";
import { tempFolder } from "../../testing/temp-folder.ts";
import type { RecordingRef } from "../recording-ref.ts";
import { createDownloadsFolder } from "./downloads-folder.ts";
import {
  createRecordingFetcher,
  DOWNLOADS_PER_LOOK,
  type FetcherOptions,
} from "./fetch-recording.ts";

const CALL = readFileSync(CALL_WAV);
const F = "20261120-103108_7275551212";
const WRITTEN = "Wed, 20 Nov 2024 15:40:00 GMT";

type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

/** A host that answers as told, and a fetcher that knows it. */
async function site(answer: Answer, change: Partial<FetcherOptions> = {}, minFreeBytes = 0) {
  const { url, received } = await startLocalServer((request, response) =>
    answer(response, request),
  );
  const stateFolder = tempFolder();
  const downloads = createDownloadsFolder(stateFolder, minFreeBytes);
  const fetcher = createRecordingFetcher({
    downloads,
    knownHosts: async () => [],
    configuredHosts: [new URL(url).host],
    maxBytes: 2_000_000,
    timeoutMs: 5000,
    signal: new AbortController().signal,
    ...change,
  });
  onTestFinished(() => fetcher.close());
  const ref = (location: string): RecordingRef => ({
    filename: F,
    location,
    server_ip: "10.0.0.5",
    start_date: "2026-11-20",
    start_epoch: 1,
  });
  return {
    url,
    received,
    fetcher,
    downloads,
    files: () => readdirSync(join(stateFolder, "downloads")),
    fetchOne: (recordingId = "4711", path = `/RECORDINGS/${F}-all.wav`) =>
      fetcher.fetchRecording(recordingId, ref(path.startsWith("http") ? path : url + path)),
  };
}

const call: Answer = (response) => response.end(CALL);

describe("what comes", () => {
  test("is written whole, under the recording's id, for nobody else to read, with the original's time", async () => {
    const { fetchOne, files } = await site((response) => {
      response.writeHead(200, { "content-type": "audio/x-wav", "last-modified": WRITTEN });
      response.end(CALL);
    });
    const located = await fetchOne();
    if (!located.found) throw new Error(located.reason);
    expect(files()).toEqual(["4711.wav"]);
    expect(located.file).toMatchObject({
      size: CALL.length,
      mtime: Date.parse(WRITTEN),
      lastNight: null,
    });
    expect(readFileSync(located.file.path).equals(CALL)).toBe(true);
    expect(statSync(located.file.path).mode & 0o777).toBe(0o600);
  });

  test("is fetched once, by a GET without credentials", async () => {
    const { fetchOne, received } = await site(call);
    expect(await fetchOne()).toEqual(await fetchOne());
    expect(received.map(({ method }) => method)).toEqual(["GET"]);
    expect(received[0]?.headers.authorization).toBeUndefined();
  });

  test("is named for what it is, whatever its address says", async () => {
    const gsm = Buffer.alloc(33 * 100, 0xd0);
    const { fetchOne, files } = await site((response) => response.end(gsm));
    expect(await fetchOne("4711", "/RECORDINGS/x.mp3")).toMatchObject({ found: true });
    expect(files()).toEqual(["4711.gsm"]);
  });
});

describe("what is no recording", () => {
  test.each<[string, Answer, RegExp]>([
    ["a page with status 200", (r) => r.end("<!DOCTYPE html><h1>Not found</h1>"), /no recording/],
    [
      "sound that calls itself a page",
      (r) => r.setHeader("content-type", "text/html").end(CALL),
      /no recording/,
    ],
    ["nothing", (r) => r.end(), /empty/],
    ["a zip", (r) => r.end("PK\u0003\u0004 and so on"), /no recording/],
    ["something packed", (r) => r.setHeader("content-encoding", "gzip").end(CALL), /no recording/],
    ["404", (r) => r.writeHead(404).end("no"), /does not have it \(HTTP 404\)/],
    ["401", (r) => r.writeHead(401).end(), /refuses it \(HTTP 401\): let this host read/],
    ["403", (r) => r.writeHead(403).end(), /refuses it \(HTTP 403\)/],
    ["503", (r) => r.writeHead(503).end(), /HTTP 503/],
    ["206", (r) => r.writeHead(206).end(CALL), /HTTP 206/],
    ["a reset", (r) => r.socket?.resetAndDestroy(), /broke the connection off/],
    ["no HTTP", (r) => r.socket?.end("SSH-2.0-OpenSSH_9.2\r\n"), /does not speak HTTP/],
    [
      "less than was announced",
      (r) => {
        r.setHeader("content-length", CALL.length);
        r.write(CALL.subarray(0, 100_000), () => r.socket?.destroy());
      },
      /broke the connection off/,
    ],
    [
      "more than is allowed, said at once",
      (r) => r.setHeader("content-length", 3_000_000).write(CALL),
      /larger than source.http.max_mb/,
    ],
    [
      "without end",
      (r) => {
        const pour = () => {
          while (!r.destroyed && r.write(CALL));
        };
        r.on("drain", pour);
        pour();
      },
      /larger than source.http.max_mb/,
    ],
  ])("%s: not kept, and the reason says so", async (_, answer, reason) => {
    const { fetchOne, files } = await site(answer);
    const located = await fetchOne();
    expect(located).toEqual({ found: false, reason: expect.stringMatching(reason), gone: false });
    expect(JSON.stringify(located)).not.toMatch(/7275551212|127\.0\.0\.1/);
    expect(files()).toEqual([]);
  });

  test.each<[string, Answer]>([
    ["a host that never answers", () => undefined],
    [
      "a host that drips",
      (r) => {
        r.write(CALL.subarray(0, 1000));
        const timer = setInterval(() => r.write(CALL.subarray(0, 2)), 20);
        r.on("close", () => clearInterval(timer));
      },
    ],
  ])("%s is given up in time, and not asked again in this look", async (_, answer) => {
    const { fetchOne, fetcher, files, received } = await site(answer, { timeoutMs: 400 });
    expect(await fetchOne()).toMatchObject({ reason: expect.stringMatching(/timeout_sec/) });
    expect(files()).toEqual([]);
    expect(await fetchOne("4712")).toMatchObject({ reason: "Its host does not answer." });
    expect(received).toHaveLength(1);
    fetcher.beginLook();
    await fetchOne();
    expect(received).toHaveLength(2);
  });

  test("a stop of the agent ends it at once", async () => {
    const stop = new AbortController();
    const { fetchOne, files } = await site((r) => r.write(CALL), { signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    expect(await fetchOne()).toMatchObject({ reason: expect.stringMatching(/stopped/) });
    expect(files()).toEqual([]);
  });

  test("a host that is away is said to be", async () => {
    const gone = "http://127.0.0.1:1/RECORDINGS/x.wav";
    const { fetchOne } = await site(call, { configuredHosts: ["127.0.0.1:1"] });
    expect(await fetchOne("4711", gone)).toMatchObject({
      reason: expect.stringMatching(/ECONNREFUSED/),
    });
  });
});

describe("who is asked", () => {
  test("nobody but this site's hosts", async () => {
    const { fetchOne, received } = await site(call, { configuredHosts: ["10.0.0.5"] });
    expect(await fetchOne()).toMatchObject({
      found: false,
      reason: expect.stringMatching(/servers table nor in source.http.hosts/),
    });
    expect(received).toEqual([]);
  });

  test("a host of the servers table, under the name recording_web_link says", async () => {
    let host = "";
    const { fetchOne, url } = await site(
      (response, request) => {
        host = String(request.headers.host);
        response.end(CALL);
      },
      {
        configuredHosts: [],
        knownHosts: async () => [
          {
            serverIp: "10.0.0.5",
            altServerIp: new URL(url).host,
            externalServerIp: null,
            recordingWebLink: "ALT_IP",
          },
        ],
      },
    );
    const location = `http://10.0.0.5/RECORDINGS/${F}-all.wav`;
    expect(await fetchOne("4711", location)).toMatchObject({ found: true });
    expect(host).toBe(new URL(url).host);
  });

  test("nobody while the database cannot name the hosts; it is asked once a look", async () => {
    let asked = 0;
    const { fetchOne, fetcher, received } = await site(call, {
      knownHosts: async () => {
        asked++;
        throw new SourceError("away");
      },
    });
    for (const id of ["4711", "4712"]) {
      expect(await fetchOne(id)).toMatchObject({
        reason: expect.stringMatching(/database cannot/),
      });
    }
    expect([asked, received.length]).toEqual([1, 0]);
    fetcher.beginLook();
    await fetchOne();
    expect(asked).toBe(2);
  });

  test("a redirect within the host is followed, three times at most", async () => {
    const hops =
      (count: number): Answer =>
      (response, { path }) => {
        const hop = Number(/hop=(\d+)/.exec(path)?.[1] ?? 0);
        if (hop >= count) response.end(CALL);
        else response.writeHead(302, { location: `/x?hop=${hop + 1}` }).end();
      };
    const three = await site(hops(3));
    expect(await three.fetchOne()).toMatchObject({ found: true });
    const four = await site(hops(4));
    expect(await four.fetchOne()).toMatchObject({ reason: expect.stringMatching(/in circles/) });
  });

  test("a redirect to anybody else is not", async () => {
    const other = await site(call);
    for (const target of [
      other.url,
      other.url.replace("127.0.0.1", "localhost"),
      "http://169.254.169.254/latest",
      "file:///etc/passwd",
      "//localhost/x",
    ]) {
      const { fetchOne } = await site((response) =>
        response.writeHead(301, { location: target }).end(),
      );
      expect(await fetchOne()).toMatchObject({ found: false });
    }
    const { fetchOne, url } = await site((response) =>
      response.writeHead(307, { location: url.replace("//", "//user:pass@") }).end(),
    );
    expect(await fetchOne()).toMatchObject({
      reason: expect.stringMatching(/redirects to another/),
    });
    expect(other.received).toEqual([]);
  });
});

describe("how much", () => {
  test("only so many a look, the rest at the next", async () => {
    const { fetchOne, fetcher, received } = await site(call);
    const ids = Array.from({ length: DOWNLOADS_PER_LOOK + 2 }, (_, index) => `${5000 + index}`);
    const all = [];
    for (const id of ids) all.push(await fetchOne(id));
    expect(all.filter(({ found }) => found)).toHaveLength(DOWNLOADS_PER_LOOK);
    expect(all.at(-1)).toMatchObject({ reason: expect.stringMatching(/next looks/) });
    fetcher.beginLook();
    for (const id of ids) expect(await fetchOne(id)).toMatchObject({ found: true });
    expect(received).toHaveLength(ids.length);
  });

  test("nothing when the disk has no room", async () => {
    const { fetchOne, received } = await site(call, {}, Number.MAX_SAFE_INTEGER);
    expect(await fetchOne()).toMatchObject({ reason: expect.stringMatching(/no room/) });
    expect(received).toEqual([]);
  });

  test("a part that another process writes is left alone", async () => {
    const { fetchOne, downloads } = await site(call);
    const { part } = downloads.pathsFor("4711", "wav");
    writeFileSync(part, "half");
    expect(await fetchOne()).toMatchObject({ found: false });
    expect(readFileSync(part, "utf8")).toBe("half");
  });
});

test("an id that could be a path is no name of a file", async () => {
  const { fetchOne, files } = await site(call);
  await expect(fetchOne("../../etc/cron.d/x")).rejects.toThrow(RangeError);
  expect(files()).toEqual([]);
});
