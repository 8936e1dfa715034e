import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import type { Transcript } from "#shared/contracts/transcript.ts";

import { createSecret, hashSecret } from "../edge/auth/secrets.ts";
import { planSilence } from "../onprem/audio-upload/plan-silence.ts";
import { decodeSound, loudest, RINGING_SEC } from "../onprem/audio-upload/testing/decoded-sound.ts";
import { createEdgeClient } from "../onprem/outbox/edge-client.ts";
import { openDatabase } from "../onprem/queue/open-database.ts";
import { createLogger } from "../onprem/telemetry/logger.ts";
import { debianTool } from "../onprem/testing/debian-tool.ts";
import { createDelivery } from "../onprem/testing/outbox-delivery.ts";
import { queueTranscripts } from "../onprem/testing/queue-transcripts.ts";
import { tempFolderOfFile } from "../onprem/testing/temp-folder.ts";
import { transcriptsOf } from "../onprem/transcription/testing/transcribe-in-process.ts";
import { createAudioStep } from "../onprem/watch/audio-step.ts";
import {
  choosePort,
  quietWrangler,
  startLocalEdge,
  withLocalDatabase,
  type LocalEdge,
} from "./local-edge.ts";
import { createSite } from "./prepare-site.ts";

/*
 * What the upload of audio promises, with every part real: calls in which a card number and a security code are read aloud are
 * transcribed by Whisper, redacted, silenced, encoded, sent to the Worker in workerd, fetched from it and decoded again.
 */
const ffmpeg = debianTool("ffmpeg");
const CALLS = join(import.meta.dirname, "calls");
/** The second has a card number and a security code. */
const IDS = ["1001", "1005"];
/** What the truth says of 1005: from when to when the two are said. */
const CARD = { start: 22.74, end: 27.96 };
const CODE = { start: 31.19, end: 33.6 };
/** Of full scale: what a lossy codec makes of zeros, −78 dB. */
const SILENCE = 4 / 0x8000;
const root = tempFolderOfFile();
const db: DatabaseSync = openDatabase(join(root, "agent"));
let edge: LocalEdge;
let cookie: string;
let transcripts: Transcript[];
let audio: () => Promise<void>;

beforeAll(async () => {
  if (ffmpeg.missing !== null) return;
  quietWrangler(process.env);
  const stateFolder = join(root, "edge");
  const secrets = await withLocalDatabase(stateFolder, async (d1) => {
    const created = await createSite(d1, "Europe/London", Date.now());
    const secret = createSecret("session");
    await d1.batch([
      d1.prepare("UPDATE site SET audio_upload = 'all'"),
      d1
        .prepare(
          "INSERT INTO session (secret_hash, site_id, person_id, created_at, expires_at) VALUES (?, 'demo', 'demo-admin', 0, ?)",
        )
        .bind(await hashSecret(secret), Date.now() + 3_600_000),
    ]);
    cookie = `nightshift_session=${secret}`;
    return created;
  });
  const port = await choosePort(null, 18_950);
  const vars = { SCORING_PROVIDERS: "rules" };
  edge = await startLocalEdge({ stateFolder, port, vars, secrets: {}, audio: true });
  transcripts = transcriptsOf(...IDS.map((id) => ({ path: join(CALLS, `${id}.wav`) })));
  for (const [at, id] of IDS.entries()) {
    const transcript = transcripts[at];
    if (transcript !== undefined) queueTranscripts(db, [id], transcript);
    db.prepare("UPDATE recording SET path = ? WHERE recording_id = ?").run(
      join(CALLS, `${id}.wav`),
      id,
    );
  }
  const client = createEdgeClient({
    url: edge.url,
    token: secrets.ingestToken,
    retries: 1,
    signal: AbortSignal.timeout(240_000),
  });
  const step = createAudioStep({
    db,
    edge: client,
    log: createLogger("error"),
    now: () => Date.now(),
    searchPath: process.env.PATH ?? "",
    config: {
      site: { id: "demo", timeZone: "Europe/London" },
      stateFolder: join(root, "agent"),
      minFreeBytes: 0,
      night: { start: "22:00", end: "07:00", guard: NO_GUARD },
      audio: { upload: true, when: "always", bitsPerSec: 10_000_000 },
    },
  });
  audio = async () => {
    await createDelivery(db, edge, secrets.ingestToken).deliver({ timeoutMs: 60_000 });
    await step(new AbortController().signal);
  };
  await audio();
}, 240_000);

const NO_GUARD = {
  enabled: false,
  pauseCpuPercent: 70,
  resumeCpuPercent: 50,
  pausePressurePercent: 20,
  resumePressurePercent: 10,
  resumeAfterMs: 0,
};

afterAll(async () => {
  await edge?.stop();
  db.close();
});

const fetchSound = (id: string, headers: Record<string, string> = {}) =>
  fetch(`${edge.url}/calls/${id}/audio`, { headers: { ...headers, cookie } });

async function soundOf(id: string) {
  const answer = await fetchSound(id);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "audio/webm"]);
  const path = join(root, `${id}.webm`);
  writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
  return decodeSound(ffmpeg.path ?? "", path, 1);
}

function stretchesOf(transcript: Transcript | undefined) {
  const plan = transcript === undefined ? null : planSilence(transcript);
  if (plan?.kind !== "silence") throw new Error("the demo's calls can be silenced");
  return plan.stretches;
}

describe.skipIf(ffmpeg.missing !== null)("the sound of a call at the edge", () => {
  test("is silent where a card number and a security code are read aloud, and heard elsewhere", async () => {
    const [, transcript] = transcripts;
    expect(transcript?.redactions).toMatchObject({ card: 1, security_code: 1 });
    const sound = await soundOf("1005");
    expect(Math.abs(sound.durationSec - (transcript?.audio_sec ?? 0))).toBeLessThan(0.1);
    for (const { start, end } of [CARD, CODE]) {
      expect(loudest(sound, start, end)).toBeLessThanOrEqual(SILENCE);
    }
    const stretches = stretchesOf(transcript);
    for (const { start_sec, end_sec } of stretches) {
      expect(loudest(sound, start_sec + RINGING_SEC, end_sec - RINGING_SEC)).toBeLessThanOrEqual(
        SILENCE,
      );
    }
    const heard = transcript?.segments.filter(({ start_sec, end_sec }) =>
      stretches.every((stretch) => stretch.end_sec <= start_sec || stretch.start_sec >= end_sec),
    );
    expect(heard?.length).toBeGreaterThan(3);
    for (const { start_sec, end_sec } of heard ?? []) {
      expect(loudest(sound, start_sec, end_sec)).toBeGreaterThan(0.02);
    }
  });

  test("is whole where nothing was taken out", async () => {
    const [transcript] = transcripts;
    const sound = await soundOf("1001");
    for (const { start_sec, end_sec } of transcript?.segments ?? []) {
      expect(loudest(sound, start_sec, end_sec)).toBeGreaterThan(0.02);
    }
  });

  test("comes in parts, and to nobody who is not signed in", async () => {
    const part = await fetchSound("1005", { range: "bytes=0-3" });
    expect([part.status, part.headers.get("content-length")]).toEqual([206, "4"]);
    expect([...new Uint8Array(await part.arrayBuffer())]).toEqual([0x1a, 0x45, 0xdf, 0xa3]);
    expect((await fetch(`${edge.url}/calls/1005/audio`)).status).toBe(401);
    const page = await (await fetch(`${edge.url}/calls/1005`, { headers: { cookie } })).text();
    expect(page).toContain('src="/calls/1005/audio"');
    expect(page).toContain("Silenced, because");
  });

  test("is replaced when another transcript has more taken out, and is not heard meanwhile", async () => {
    const [transcript] = transcripts;
    if (transcript === undefined) throw new Error("there is a transcript");
    const [first, ...rest] = transcript.segments;
    if (first === undefined) throw new Error("it has a segment");
    const { start_sec, end_sec } = first;
    const redone: Transcript = {
      ...transcript,
      segments: [{ ...first, text: "This is [CARD]." }, ...rest],
      redactions: { ...transcript.redactions, card: 1 },
      redacted_spans: [{ kind: "card", start_sec, end_sec, speaker: null }],
    };
    const before = await soundOf("1001");
    expect(loudest(before, start_sec, end_sec)).toBeGreaterThan(0.02);
    db.prepare("UPDATE transcript SET body = ? WHERE recording_id = '1001'").run(
      JSON.stringify(redone),
    );
    db.prepare(
      "INSERT INTO outbox (recording_id, kind, created_at) VALUES ('1001', 'transcript', 1)",
    ).run();
    await audio();
    const after = await soundOf("1001");
    expect(loudest(after, start_sec, end_sec)).toBeLessThanOrEqual(SILENCE);
    const rows = db.prepare("SELECT state, attempts FROM audio_upload ORDER BY recording_id").all();
    expect(z.array(z.object({ state: z.string() })).parse(rows)).toEqual([
      { state: "sent" },
      { state: "sent" },
    ]);
  }, 60_000);
});
