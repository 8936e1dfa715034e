import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { createGunzip } from "node:zlib";

import * as z from "zod";

import { apiErrorSchema } from "#shared/contracts/api-error.ts";
import callBatch from "#shared/contracts/fixtures/call-batch.json" with { type: "json" };
import heartbeat from "#shared/contracts/fixtures/heartbeat.json" with { type: "json" };
import receiptsQuery from "#shared/contracts/fixtures/receipts-query.json" with { type: "json" };
import transcriptBatch from "#shared/contracts/fixtures/transcript-batch.json" with { type: "json" };
import { ingestAnswerSchema } from "#shared/contracts/ingest-answer.ts";
import { receiptsAnswerSchema } from "#shared/contracts/receipts.ts";
import { siteSettingsSchema } from "#shared/contracts/settings.ts";

import type { RecordedAgent, RecordedRequest } from "../../edge/testing/recorded-agent.ts";
import { createEdgeClient } from "../../onprem/outbox/edge-client.ts";

const TOKEN = "recorded-token";

/**
 * What an agent of this version says and understands: its own client sends the messages of shared/contracts/fixtures, which
 * onprem/outbox/wire-fixtures.test.ts holds to what the queue really gives, to a server that writes them down.
 */
export async function recordAgent(version: string): Promise<RecordedAgent> {
  const requests: RecordedRequest[] = [];
  const answers: unknown[] = [];
  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    const encoding = headers["content-encoding"] ?? null;
    const body = encoding === "gzip" ? request.pipe(createGunzip()) : request;
    void text(body).then((sent) => {
      requests.push({
        method,
        path: url,
        encoding,
        type: headers["content-type"] ?? null,
        body: sent === "" ? null : JSON.parse(sent),
        answer: "nothing",
      });
      const answer = answers.at(-1);
      response.writeHead(answer === null ? 204 : 200, { "content-type": "application/json" });
      response.end(answer === null ? "" : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the recorder has no port");
  const client = createEdgeClient({
    url: `http://127.0.0.1:${address.port}`,
    token: TOKEN,
    retries: 0,
    signal: AbortSignal.timeout(30_000),
  });
  const record = async (
    kind: RecordedRequest["answer"],
    answer: unknown,
    send: () => Promise<unknown>,
  ) => {
    answers.push(answer);
    await send();
    const recorded = requests.at(-1);
    if (recorded === undefined) throw new Error("the client sent nothing");
    recorded.answer = kind;
  };
  try {
    await record("batch", { results: [] }, () => client.sendCalls(callBatch));
    await record("batch", { results: [] }, () => client.sendTranscripts(transcriptBatch));
    await record("receipts", { receipts: [] }, () => client.receipts(receiptsQuery));
    for (const body of [heartbeat, leastHeartbeat()]) {
      const own = { ...body, agent_version: version };
      await record("nothing", null, () => client.sendHeartbeat(own));
    }
    const settings = {
      site_id: "nordwind",
      time_zone: "UTC",
      min_call_sec: 0,
      language: "en",
      initial_prompt: null,
    };
    await record("settings", settings, () => client.settings());
  } finally {
    await client.close();
    server.close();
  }
  const schemaOf = (schema: z.ZodType) =>
    JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })));
  return {
    version,
    requests,
    reads: {
      batch: schemaOf(ingestAnswerSchema),
      receipts: schemaOf(receiptsAnswerSchema),
      settings: schemaOf(siteSettingsSchema),
      error: schemaOf(apiErrorSchema),
    },
  };
}

/** Of an agent that never ran a night, cannot see its disk and does not watch. */
function leastHeartbeat() {
  const { watch_uptime_sec: _, source_error: __, outbox_refused: ___, ...rest } = heartbeat;
  return {
    ...rest,
    queue: {},
    outbox_depth: 0,
    model: null,
    disk_free_bytes: null,
    last_run: null,
  };
}
