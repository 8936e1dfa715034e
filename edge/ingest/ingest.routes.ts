import { Hono, type Context } from "hono";

import { callBatchSchema } from "#shared/contracts/call.ts";
import {
  forgetRequestSchema,
  forgottenQuerySchema,
  type ForgetAnswer,
} from "#shared/contracts/forget.ts";
import { heartbeatSchema } from "#shared/contracts/heartbeat.ts";
import type { IngestAnswer, ItemResult } from "#shared/contracts/ingest-answer.ts";
import { receiptsQuerySchema, type ReceiptsAnswer } from "#shared/contracts/receipts.ts";
import { transcriptBatchSchema } from "#shared/contracts/transcript.ts";

import type { AppContext } from "../app-context.ts";
import { audioIngestRoutes } from "../audio/audio-ingest.routes.ts";
import { doerOf } from "../auth/acting.ts";
import { requireIngest } from "../auth/require-authority.middleware.ts";
import { AppError, notFound } from "../errors/app-error.ts";
import { errorBody } from "../errors/error-handler.ts";
import { forgetCalls } from "../forget/forget-calls.usecase.ts";
import { readForgottenPage } from "../forget/forgotten-calls.repository.ts";
import { settingsForAgent } from "../site-settings/agent-settings.usecase.ts";
import { storeHeartbeat } from "./agents.repository.ts";
import { ingestCalls } from "./ingest-calls.usecase.ts";
import { ingestTranscripts } from "./ingest-transcripts.usecase.ts";
import { parseMessage } from "./parse-message.ts";
import { readJsonBody } from "./read-json-body.ts";
import { readReceipts } from "./receipts.repository.ts";

/** What the on-prem agent speaks to (design §7). `wake` is called once new scoring jobs are committed. */
export function ingestRoutes(wake: (c: Context<AppContext>) => void): Hono<AppContext> {
  const routes = new Hono<AppContext>();
  routes.use(requireIngest());

  routes.post("/calls", async (c) => {
    const batch = parseMessage(callBatchSchema, await readJsonBody(c.req.raw), c.var.site.id);
    return answerItems(c, await ingestCalls(c.var.db, batch.site_id, batch.calls, c.var.now()));
  });

  routes.post("/transcripts", async (c) => {
    const batch = parseMessage(transcriptBatchSchema, await readJsonBody(c.req.raw), c.var.site.id);
    const results = await ingestTranscripts(
      c.var.db,
      batch.site_id,
      batch.transcripts,
      c.var.now(),
    );
    if (results.some(({ result }) => result === "accepted")) wake(c);
    return answerItems(c, results);
  });

  routes.post("/heartbeat", async (c) => {
    const body = await readJsonBody(c.req.raw);
    const heartbeat = parseMessage(heartbeatSchema, body, c.var.site.id);
    await storeHeartbeat(c.var.db, heartbeat, c.var.now());
    return c.body(null, 204);
  });

  routes.post("/receipts", async (c) => {
    const query = parseMessage(receiptsQuerySchema, await readJsonBody(c.req.raw), c.var.site.id);
    const asked = [...new Set(query.recording_ids)];
    const answer: ReceiptsAnswer = { receipts: await readReceipts(c.var.db, query.site_id, asked) };
    return c.json(answer);
  });

  routes.post("/forget", async (c) => {
    const asked = parseMessage(forgetRequestSchema, await readJsonBody(c.req.raw), c.var.site.id);
    const forgotten = await forgetCalls(c.var.db, asked.site_id, asked.recording_ids, doerOf(c));
    return c.json({ forgotten } satisfies ForgetAnswer);
  });

  routes.post("/forgotten", async (c) => {
    const query = parseMessage(forgottenQuerySchema, await readJsonBody(c.req.raw), c.var.site.id);
    return c.json(await readForgottenPage(c.var.db, query.site_id, query.after));
  });

  routes.get("/settings", async (c) => {
    const answer = await settingsForAgent(c.var.db, c.var.site.id);
    if (answer === null) throw notFound("This site no longer exists.");
    return c.json(answer);
  });

  routes.route("/audio", audioIngestRoutes());

  routes.all("*", () => {
    throw notFound();
  });
  return routes;
}

/** 200 when at least one item was taken; 422 with `error` as well when every item was rejected. */
function answerItems(c: Context<AppContext>, results: ItemResult[]): Response {
  const answer: IngestAnswer = { results };
  if (results.some(({ result }) => result !== "rejected")) return c.json(answer);
  const error = new AppError({
    code: "all_rejected",
    status: 422,
    message: `Every item was rejected; the first because of ${results[0]?.reason ?? "its content"}.`,
  });
  return c.json({ ...errorBody(error, c.var.requestId), ...answer }, 422);
}
