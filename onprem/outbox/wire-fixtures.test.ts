import { readFileSync } from "node:fs";
import { basename } from "node:path";

import { expect, test } from "vitest";
import * as z from "zod";

import { callSchema } from "#shared/contracts/call.ts";
import { heartbeatSchema } from "#shared/contracts/heartbeat.ts";
import { receiptsAnswerSchema } from "#shared/contracts/receipts.ts";
import { transcriptSchema, transcriptUploadSchema } from "#shared/contracts/transcript.ts";

import { admitRecordings } from "../queue/admit-recordings.ts";
import { claimRecording } from "../queue/claim-recording.ts";
import { noteRecording } from "../queue/note-recording.ts";
import { settleRecording, type Outcome } from "../queue/settle-recording.ts";
import { openTestQueue, seenFile, seenRecording } from "../testing/queue-fixture.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { confirmReceipts, RECEIPT_TIMINGS } from "./confirm-receipts.ts";
import { deliverOutbox } from "./deliver.ts";
import type { EdgeClient } from "./edge-client.ts";
import { composeHeartbeat } from "./heartbeat.ts";

/*
 * The messages in shared/contracts/fixtures are what the agent really sends; the edge's tests accept the same files.
 */
const SITE_ID = "nordwind";
const NOW = Date.parse("2026-11-24T05:12:09.000Z");
const LEASE = { owner: "run", bootId: "boot", durationMs: 1000 };

function fixture(name: string): unknown {
  const url = new URL(`../../shared/contracts/fixtures/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8"));
}

/** A queue with a transcribed, a skipped and a growing recording, in the words of the fixtures. */
function queueOfNordwind() {
  const db = openTestQueue();
  const recordings = [
    seenRecording("184201", {
      uniqueid: "1795424551.10422",
      agentUser: "1007",
      agentName: "Dana Reyes",
      campaignId: "SUPPORT",
      callStatus: "RESOLV",
      startedAt: Date.parse("2026-11-23T14:02:31.000Z"),
      localDate: "2026-11-23",
    }),
    seenRecording("184202", {
      uniqueid: "1795424640.10425",
      agentUser: "1011",
      agentName: "Imran Shah",
      campaignId: "SUPPORT",
      callStatus: "DROP",
      startedAt: Date.parse("2026-11-23T14:04:00.000Z"),
      localDate: "2026-11-23",
    }),
    seenRecording("184203", {
      agentUser: null,
      agentName: null,
      campaignId: null,
      callStatus: null,
      startedAt: Date.parse("2026-11-24T03:30:12.000Z"),
      localDate: "2026-11-23",
      file: seenFile("184203", { mtime: NOW }),
    }),
  ];
  for (const recording of recordings) noteRecording(db, recording, NOW);
  admitRecordings(db, { stableMs: 60_000, lostAfterMs: 0 }, NOW);
  return db;
}

function settleNext(db: ReturnType<typeof queueOfNordwind>, outcome: Outcome): void {
  const recording = claimRecording(db, LEASE, NOW);
  settleRecording(db, recording?.recording_id ?? "", LEASE.owner, outcome, NOW);
}

const tooShort: Outcome = {
  kind: "skipped",
  code: "too_short",
  reason: "6.2 s long; calls under 30 s are not scored.",
  durationSec: 6.2,
};

const accepted = ({ recording_id }: { recording_id: string }, index: number) =>
  ({ index, recording_id, result: "accepted", reason: null }) as const;

/** What `deliverOutbox` hands to the edge for everything that waits. */
async function sentBatches(db: ReturnType<typeof queueOfNordwind>) {
  const sent: { calls: unknown[]; transcripts: unknown[] } = { calls: [], transcripts: [] };
  const edge: EdgeClient = {
    sendCalls: async (body) => {
      sent.calls.push(body);
      const { calls } = z.object({ calls: z.array(callSchema) }).parse(body);
      return { results: calls.map(accepted) };
    },
    sendTranscripts: async (body) => {
      sent.transcripts.push(body);
      const { transcripts } = z
        .object({ transcripts: z.array(transcriptUploadSchema) })
        .parse(body);
      return { results: transcripts.map(({ call }, index) => accepted(call, index)) };
    },
    forget: () => Promise.reject(new Error("not asked for")),
    forgotten: () => Promise.reject(new Error("not asked for")),
    receipts: () => Promise.reject(new Error("not asked for")),
    sendHeartbeat: async () => undefined,
    settings: () => Promise.reject(new Error("not asked for")),
    wantedAudio: () => Promise.reject(new Error("not asked for")),
    sendAudio: () => Promise.reject(new Error("not asked for")),
    sayAudioUnavailable: () => Promise.reject(new Error("not asked for")),
    close: async () => undefined,
  };
  await deliverOutbox({ db, edge, siteId: SITE_ID, onDelivered: () => undefined, now: () => NOW });
  return { ...sent, edge };
}

test("call-batch.json: a pending, a skipped and a growing recording", async () => {
  const db = queueOfNordwind();
  const other = claimRecording(db, LEASE, NOW);
  settleNext(db, tooShort);
  settleRecording(db, other?.recording_id ?? "", LEASE.owner, { kind: "interrupted" }, NOW);
  expect((await sentBatches(db)).calls).toEqual([fixture("call-batch")]);
});

test("transcript-batch.json: a transcript with its call", async () => {
  const db = queueOfNordwind();
  const batch = fixture("transcript-batch");
  const transcript = transcriptSchema.parse(
    (batch as { transcripts: { transcript: unknown }[] }).transcripts[0]?.transcript,
  );
  settleNext(db, { kind: "transcribed", transcript });
  expect((await sentBatches(db)).transcripts).toEqual([batch]);
});

test("receipts-query.json and its answer: a delivered transcript is asked for and confirmed", async () => {
  const db = queueOfNordwind();
  const batch = fixture("transcript-batch");
  const transcript = transcriptSchema.parse(
    (batch as { transcripts: { transcript: unknown }[] }).transcripts[0]?.transcript,
  );
  settleNext(db, { kind: "transcribed", transcript });
  const { edge } = await sentBatches(db);
  const asked: unknown[] = [];
  const outcome = await confirmReceipts({
    db,
    edge: {
      ...edge,
      receipts: async (body) => {
        asked.push(body);
        return receiptsAnswerSchema.parse(fixture("receipts-answer"));
      },
    },
    siteId: SITE_ID,
    timings: RECEIPT_TIMINGS,
    now: () => NOW + RECEIPT_TIMINGS.graceMs,
  });
  expect(asked).toEqual([fixture("receipts-query")]);
  expect(outcome).toEqual({ confirmed: 1, missing: [], more: false });
});

test("heartbeat.json: the queue, the outbox, the run under way and how watching goes", async () => {
  const expected = heartbeatSchema.parse(fixture("heartbeat"));
  const db = queueOfNordwind();
  settleNext(db, tooShort);
  db.exec(`
    UPDATE outbox SET rejected = 'agent_name: too long' WHERE recording_id = '184203';
    INSERT INTO run (run_id, started_at, transcribed, skipped, audio_sec)
    VALUES (1, ${Date.parse("2026-11-23T22:00:00.000Z")}, 1, 1, 142311.5);
    INSERT INTO pause (run_id, started_at, ended_at, cause)
    VALUES (1, ${NOW - 200_000}, ${NOW - 140_000}, 'load'), (1, ${NOW - 30_000}, NULL, 'load');
  `);
  const heartbeat = await composeHeartbeat(
    db,
    {
      siteId: SITE_ID,
      agentVersion: expected.agent_version,
      host: expected.host,
      model: basename(`/models/${expected.model}`),
      stateFolder: tempFolder(),
      watchingSince: NOW - 86_400_000,
      sourceError: { code: "source_unreadable", since: Date.parse("2026-11-24T04:02:00.000Z") },
    },
    NOW,
  );
  expect(heartbeat).toEqual({ ...expected, disk_free_bytes: expect.any(Number) });
});

test("a heartbeat of a single run says nothing of watching", async () => {
  const heartbeat = await composeHeartbeat(
    openTestQueue(),
    { siteId: "s", agentVersion: "1", host: "h", model: "m", stateFolder: tempFolder() },
    NOW,
  );
  expect(heartbeatSchema.parse(heartbeat)).toEqual(heartbeat);
  expect(Object.keys(heartbeat)).not.toContain("watch_uptime_sec");
  expect(Object.keys(heartbeat)).not.toContain("source_error");
});
