import type { ServerResponse } from "node:http";

import * as z from "zod";

import { callSchema } from "#shared/contracts/call.ts";
import {
  addCounts,
  FORGOTTEN_REASON,
  forgetRequestSchema,
  forgottenQuerySchema,
  MAX_FORGOTTEN_PER_PAGE,
  type ForgetAnswer,
  type ForgottenPage,
  type RemovedCounts,
} from "#shared/contracts/forget.ts";
import { heartbeatSchema, type Heartbeat } from "#shared/contracts/heartbeat.ts";
import { EXPIRED_REASON, type ItemResult } from "#shared/contracts/ingest-answer.ts";
import { receiptsQuerySchema } from "#shared/contracts/receipts.ts";
import { transcriptUploadSchema } from "#shared/contracts/transcript.ts";

import { answerJson, startLocalServer, type ReceivedRequest } from "./local-server.ts";

/** Handles a request in the edge's stead; false leaves it to the edge. */
export type Interceptor = (request: ReceivedRequest, response: ServerResponse) => boolean;

export type TestEdge = {
  url: string;
  received: ReceivedRequest[];
  /** Word counts of the stored transcripts, every version, by recording. */
  transcripts: Map<string, number[]>;
  /** Times a transcript with new content came, by recording. */
  stored: Map<string, number>;
  /** State of each call that was told. */
  calls: Map<string, string>;
  /** What there was of each forgotten recording, when it was first forgotten. */
  forgotten: Map<string, RemovedCounts>;
  /** Recordings of days whose scores it has removed. */
  expired: Set<string>;
  heartbeats: Heartbeat[];
  /** How the edge misbehaves from now on; null for not at all. */
  intercept: Interceptor | null;
};

const transcriptsSchema = z.object({ transcripts: z.array(transcriptUploadSchema) });
const callsSchema = z.object({ calls: z.array(callSchema) });

/** A real HTTP server that takes messages in as the edge does: idempotent, a result for each item. */
export async function startTestEdge(siteId: string): Promise<TestEdge> {
  const { url, received } = await startLocalServer((request, response) => {
    if (edge.intercept?.(request, response) !== true) answer(edge, siteId, request, response);
  });
  const edge: TestEdge = {
    url,
    received,
    transcripts: new Map(),
    stored: new Map(),
    calls: new Map(),
    forgotten: new Map(),
    expired: new Set(),
    heartbeats: [],
    intercept: null,
  };
  return edge;
}

function answer(
  edge: TestEdge,
  siteId: string,
  { path, body }: ReceivedRequest,
  response: ServerResponse,
): void {
  switch (path) {
    case "/ingest/transcripts": {
      const { transcripts } = transcriptsSchema.parse(body);
      const results = transcripts.map(({ call, transcript }, index): ItemResult => {
        const { recording_id } = call;
        if (edge.forgotten.has(recording_id)) {
          return { index, recording_id, result: "rejected", reason: FORGOTTEN_REASON };
        }
        if (edge.expired.has(recording_id)) {
          return { index, recording_id, result: "rejected", reason: EXPIRED_REASON };
        }
        const versions = edge.transcripts.get(call.recording_id) ?? [];
        const isNew = !versions.includes(transcript.word_count);
        if (isNew) {
          edge.transcripts.set(call.recording_id, [...versions, transcript.word_count]);
          edge.stored.set(call.recording_id, (edge.stored.get(call.recording_id) ?? 0) + 1);
        }
        return resultOf(index, call.recording_id, isNew);
      });
      return answerJson(response, 200, { results });
    }
    case "/ingest/calls": {
      const { calls } = callsSchema.parse(body);
      const results = calls.map(({ recording_id, state }, index) => {
        const isNew = edge.calls.get(recording_id) !== state;
        edge.calls.set(recording_id, state);
        return resultOf(index, recording_id, isNew);
      });
      return answerJson(response, 200, { results });
    }
    case "/ingest/receipts": {
      const { recording_ids } = receiptsQuerySchema.parse(body);
      const receipts = recording_ids.flatMap((recording_id) =>
        (edge.transcripts.get(recording_id) ?? []).map((word_count) => ({
          recording_id,
          word_count,
        })),
      );
      return answerJson(response, 200, { receipts });
    }
    case "/ingest/forget": {
      const { recording_ids } = forgetRequestSchema.parse(body);
      const forgotten = recording_ids.map((recording_id) => {
        const had = edge.transcripts.has(recording_id) ? 1 : 0;
        const known = edge.forgotten.get(recording_id) ?? { ...addCounts([]), transcripts: had };
        edge.forgotten.set(recording_id, known);
        edge.transcripts.delete(recording_id);
        return { recording_id, forgotten_at: "2026-11-20T12:00:00.000Z", removed: known };
      });
      return answerJson(response, 200, { forgotten } satisfies ForgetAnswer);
    }
    case "/ingest/forgotten": {
      const { after } = forgottenQuerySchema.parse(body);
      const rest = [...edge.forgotten.keys()]
        .filter((id) => Buffer.compare(Buffer.from(id), Buffer.from(after)) > 0)
        .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      return answerJson(response, 200, {
        recording_ids: rest.slice(0, MAX_FORGOTTEN_PER_PAGE),
        more: rest.length > MAX_FORGOTTEN_PER_PAGE,
      } satisfies ForgottenPage);
    }
    case "/ingest/heartbeat": {
      edge.heartbeats.push(heartbeatSchema.parse(body));
      response.writeHead(204);
      response.end();
      return;
    }
    case "/ingest/settings":
      return answerJson(response, 200, {
        site_id: siteId,
        time_zone: "Europe/London",
        min_call_sec: 30,
        language: "en",
        initial_prompt: null,
      });
    default:
      return answerJson(response, 404, { error: { code: "not_found", message: "No." } });
  }
}

function resultOf(index: number, recordingId: string, isNew: boolean): ItemResult {
  const result = isNew ? "accepted" : "duplicate";
  return { index, recording_id: recordingId, result, reason: null };
}
