import type { ServerResponse } from "node:http";
import type { DatabaseSync } from "node:sqlite";

import { describe, expect, test } from "vitest";
import * as z from "zod";

import { callSchema } from "#shared/contracts/call.ts";
import type { ItemResult } from "#shared/contracts/ingest-answer.ts";
import { transcriptUploadSchema } from "#shared/contracts/transcript.ts";

import { enqueue } from "../queue/outbox-row.ts";
import { outboxCounts } from "../queue/queue-counts.ts";
import { answerJson, startLocalServer, type ReceivedRequest } from "../testing/local-server.ts";
import { NOON, openTestQueue } from "../testing/queue-fixture.ts";
import { queueTranscripts } from "../testing/queue-transcripts.ts";
import { deliverOutbox } from "./deliver.ts";
import { createEdgeClient } from "./edge-client.ts";
import { EdgeRefusedError, EdgeUnavailableError } from "./edge-errors.ts";

const TOKEN = "ns_ingest_secret";

const batchSchema = z.object({
  site_id: z.string(),
  transcripts: z.array(transcriptUploadSchema).optional(),
  calls: z.array(callSchema).optional(),
});

function itemsOf(request: ReceivedRequest): string[] {
  const batch = batchSchema.parse(request.body);
  return (
    batch.transcripts?.map((item) => item.call.recording_id) ??
    batch.calls?.map((item) => item.recording_id) ??
    []
  );
}

function acceptAll(request: ReceivedRequest, response: ServerResponse): void {
  const results: ItemResult[] = itemsOf(request).map((recordingId, index) => ({
    index,
    recording_id: recordingId,
    result: "accepted",
    reason: null,
  }));
  answerJson(response, 200, { results });
}

function deliver(db: DatabaseSync, url: string, retries = 0) {
  const edge = createEdgeClient({
    url,
    token: TOKEN,
    retries,
    signal: AbortSignal.timeout(20_000),
  });
  return deliverOutbox({ db, edge, siteId: "demo", onDelivered: () => undefined, now: () => NOON });
}

describe("deliverOutbox", () => {
  test("sends transcripts with their calls, gzipped and under the site's token, and empties the outbox", async () => {
    const db = openTestQueue();
    queueTranscripts(db, ["1001", "1002"]);
    const { url, received } = await startLocalServer(acceptAll);
    await deliver(db, url);
    expect(received.map((request) => [request.path, itemsOf(request)])).toEqual([
      ["/ingest/transcripts", ["1001", "1002"]],
    ]);
    expect(received[0]?.headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      "content-encoding": "gzip",
    });
    expect(outboxCounts(db)).toEqual({ waiting: 0, rejected: 0 });
  });

  test("more than one batch's worth goes in several requests", async () => {
    const db = openTestQueue();
    const ids = Array.from({ length: 60 }, (_, index) => String(2000 + index));
    queueTranscripts(db, ids);
    const { url, received } = await startLocalServer(acceptAll);
    await deliver(db, url);
    expect(received.map((request) => itemsOf(request).length)).toEqual([50, 10]);
  });

  test("a refused item is kept with the edge's reason; the others go through", async () => {
    const db = openTestQueue();
    queueTranscripts(db, ["1001", "1002"]);
    const { url } = await startLocalServer((_, response) =>
      answerJson(response, 200, {
        results: [
          { index: 0, recording_id: "1001", result: "rejected", reason: "segments: too long" },
          { index: 1, recording_id: "1002", result: "accepted", reason: null },
        ],
      }),
    );
    await deliver(db, url);
    expect(db.prepare("SELECT recording_id, rejected FROM outbox").all()).toEqual([
      { recording_id: "1001", rejected: "segments: too long" },
    ]);
  });

  test("a batch refused as a whole keeps each item's reason and ends", async () => {
    const db = openTestQueue();
    queueTranscripts(db, ["1001"]);
    const { url, received } = await startLocalServer((_, response) =>
      answerJson(response, 422, {
        error: { code: "all_rejected", message: "No item could be taken." },
        results: [{ index: 0, recording_id: "1001", result: "rejected", reason: "bad" }],
      }),
    );
    await deliver(db, url);
    expect(received).toHaveLength(1);
    expect(outboxCounts(db)).toEqual({ waiting: 0, rejected: 1 });
  });

  test("what changes while it is being sent is sent again", async () => {
    const db = openTestQueue();
    queueTranscripts(db, ["1001"]);
    let requests = 0;
    const { url } = await startLocalServer((request, response) => {
      requests += 1;
      if (requests === 1) enqueue(db, "1001", "transcript", NOON);
      acceptAll(request, response);
    });
    await deliver(db, url);
    expect(requests).toBe(2);
    expect(outboxCounts(db)).toEqual({ waiting: 0, rejected: 0 });
  });

  test("a passing failure is tried again", async () => {
    const db = openTestQueue();
    queueTranscripts(db, ["1001"]);
    const statuses = [503, 500];
    const { url, received } = await startLocalServer((request, response) => {
      const status = statuses.shift();
      if (status === undefined) acceptAll(request, response);
      else answerJson(response, status, { error: { code: "busy", message: "Busy." } });
    });
    await deliver(db, url, 3);
    expect(received).toHaveLength(3);
  });

  test.each([
    ["429 with Retry-After", 429, { "retry-after": "120" }, EdgeUnavailableError],
    ["a wrong token", 401, {}, EdgeRefusedError],
    ["somebody else's site", 403, {}, EdgeRefusedError],
  ])("after %s nothing is sent again and nothing is lost", async (_, status, headers, error) => {
    const db = openTestQueue();
    queueTranscripts(db, ["1001"]);
    const { url, received } = await startLocalServer((_request, response) =>
      answerJson(response, status, { error: { code: "no", message: "No." } }, headers),
    );
    await expect(deliver(db, url, 3)).rejects.toThrow(error);
    expect(received).toHaveLength(1);
    expect(outboxCounts(db)).toEqual({ waiting: 1, rejected: 0 });
  });

  test.each([
    ["resets the connection", (response: ServerResponse) => response.destroy()],
    ["answers with a page", (response: ServerResponse) => response.end("<html>hello</html>")],
    [
      "answers with a redirect",
      (response: ServerResponse) => {
        response.writeHead(302, { location: "http://127.0.0.1:1/" });
        response.end();
      },
    ],
  ])("an edge that %s keeps everything in the outbox", async (_, misbehave) => {
    const db = openTestQueue();
    queueTranscripts(db, ["1001"]);
    const { url } = await startLocalServer((_request, response) => void misbehave(response));
    await expect(deliver(db, url)).rejects.toThrow(EdgeUnavailableError);
    expect(outboxCounts(db)).toEqual({ waiting: 1, rejected: 0 });
  });

  test("an edge that is not there is named, the token is not", async () => {
    const db = openTestQueue();
    queueTranscripts(db, ["1001"]);
    const error = await deliver(db, "http://127.0.0.1:1").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(EdgeUnavailableError);
    expect(String(error)).not.toContain(TOKEN);
  });

  test("an edge that answers for nothing is taken for unavailable, and everything waits", async () => {
    const db = openTestQueue();
    queueTranscripts(db, ["1001"]);
    const { url } = await startLocalServer((_request, response) =>
      answerJson(response, 200, { results: [] }),
    );
    await expect(deliver(db, url)).rejects.toThrow(EdgeUnavailableError);
    expect(outboxCounts(db)).toEqual({ waiting: 1, rejected: 0 });
  });
});
