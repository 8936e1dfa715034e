import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { openDatabase } from "../db/client.ts";
import { forgetCalls } from "../forget/forget-calls.usecase.ts";
import { rows } from "../testing/table-rows.ts";
import { removeOldAudio } from "./remove-audio.usecase.ts";
import {
  audioBench,
  bucket,
  NOW_MS,
  sha256,
  webmFile,
  type AudioBench,
} from "./testing/audio-bench.ts";

const DAY_MS = 86_400_000;
let bench: AudioBench;

beforeEach(async () => {
  bench = await audioBench();
});

const codeOf = async (answer: Response) => {
  const body: { error: { code: string } } = await answer.json();
  return [answer.status, body.error.code];
};
const site = (change: string) => env.DB.prepare(`UPDATE site SET ${change}`).run();

describe("an upload", () => {
  test("is stored, is a duplicate when it comes again, and is replaced by another", async () => {
    await bench.transcribed("a/1");
    expect(await bench.wanted()).toEqual({ audio_upload: "all", recording_ids: ["a/1"] });
    expect((await bench.put("a/1")).status).toBe(201);
    expect(await bench.wanted()).toEqual({ audio_upload: "all", recording_ids: [] });
    const again = await bench.put("a/1");
    expect([again.status, await again.json()]).toEqual([200, { result: "duplicate" }]);
    const [before] = await bench.keys();
    expect(before).toMatch(/^audio\/nordwind\/a%2F1\/[0-9a-f]{64}\.webm$/);
    expect((await bench.put("a/1", webmFile(9000))).status).toBe(201);
    const after = await bench.keys();
    expect(after).toHaveLength(1);
    expect(after).not.toContain(before);
    expect(await rows("SELECT state, bytes, silenced, duration_sec FROM call_audio")).toEqual([
      {
        state: "stored",
        bytes: 9000,
        duration_sec: 25,
        silenced: '[{"start_sec":1,"end_sec":2.5}]',
      },
    ]);
  });

  test("is refused where the site, the call or the transcript is not as it must be", async () => {
    expect(await codeOf(await bench.put("1"))).toEqual([409, "call_unknown"]);
    await bench.transcribed("1");
    await bench.transcribed("1", ["Something else was said."]);
    expect(await codeOf(await bench.put("1"))).toEqual([409, "transcript_not_current"]);
    await env.DB.prepare("DELETE FROM call_audio").run();
    expect(await codeOf(await bench.put("1"))).toEqual([409, "not_wanted"]);
    await site("audio_upload = 'off'");
    expect(await codeOf(await bench.put("1"))).toEqual([409, "audio_off"]);
    expect(await bench.keys()).toEqual([]);
  });

  const wrong: [string, Record<string, string | null>, [number, string]][] = [
    ["another type", { "Content-Type": "audio/ogg" }, [415, "unsupported_type"]],
    ["an encoding", { "Content-Encoding": "gzip" }, [415, "unsupported_encoding"]],
    ["no digest", { "Content-Digest": null }, [400, "invalid_header"]],
    [
      "another digest",
      { "Content-Digest": `sha-256=:${"A".repeat(43)}=:` },
      [400, "body_not_as_announced"],
    ],
    ["no transcript", { "Nightshift-Transcript": "x" }, [400, "invalid_header"]],
    ["no length of the sound", { "Nightshift-Audio-Seconds": null }, [400, "invalid_header"]],
    ["nothing about silence", { "Nightshift-Silenced": null }, [400, "invalid_header"]],
    [
      "silence out of order",
      { "Nightshift-Silenced": "3.00-4.00, 1.00-2.00" },
      [400, "invalid_header"],
    ],
    ["too many bytes", { "Content-Length": "80000001" }, [413, "payload_too_large"]],
    ["fewer bytes than announced", { "Content-Length": "6000" }, [400, "body_not_as_announced"]],
    ["more bytes than announced", { "Content-Length": "2000" }, [400, "body_not_as_announced"]],
  ];
  test.each(wrong)("with %s is refused, and nothing is stored", async (_, headers, expected) => {
    await bench.transcribed("1");
    expect(await codeOf(await bench.put("1", webmFile(), headers))).toEqual(expected);
    expect(await bench.keys()).toEqual([]);
    expect(await rows("SELECT state FROM call_audio")).toEqual([{ state: "wanted" }]);
  });

  test("that is no WebM with Opus is refused", async () => {
    await bench.transcribed("1");
    const noise = Uint8Array.from({ length: 3000 }, (_, at) => at % 256);
    expect(await codeOf(await bench.put("1", noise))).toEqual([415, "not_webm_opus"]);
    expect(await bench.keys()).toEqual([]);
  });

  test("without a bucket is refused, and the setting cannot be switched on", async () => {
    const { requireAudioStorage } = await import("./audio-storage.ts");
    expect(() => requireAudioStorage({}, { audio_upload: "all" })).toThrow(/no bucket/);
    expect(() => requireAudioStorage({}, { audio_upload: "off" })).not.toThrow();
    expect(() => requireAudioStorage({}, {})).not.toThrow();
  });
});

describe("what is wanted", () => {
  test("follows the flags of judges and people, and never what is generated", async () => {
    await site("audio_upload = 'flagged'");
    await bench.transcribed("1");
    await bench.transcribed("2");
    expect(await bench.wanted()).toEqual({ audio_upload: "flagged", recording_ids: [] });
    const score = (id: string, flagged: number, isSample = 0) =>
      env.DB.prepare(
        `INSERT INTO score (site_id, recording_id, version, is_current, transcript_version, scorecard_id, scorecard_version,
           provider, model, prompt_version, local_date, is_sample, flagged, criteria, auto_fails, injections, summary, strengths,
           improvements, input_tokens, output_tokens, cost_usd, latency_ms, raw_answer, created_at)
         VALUES ('nordwind', ?, 1, 1, 1, 'default', 1, 'rules', 'm', 'p', '2026-11-23', ?, ?, '[]', '[]', '[]', '', '[]', '[]', 0, 0,
           0, 0, '', 5)`,
      )
        .bind(id, isSample, flagged)
        .run();
    await score("1", 1);
    await score("2", 0);
    await score("3", 1, 1);
    expect(await bench.wanted()).toMatchObject({ recording_ids: ["1"] });
    await env.DB.batch([
      env.DB.prepare(
        "INSERT INTO person (id, site_id, name, role, created_at) VALUES ('p', 'nordwind', 'P', 'reviewer', 0)",
      ),
      env.DB.prepare(
        `INSERT INTO review (id, site_id, recording_id, is_current, scorecard_id, scorecard_version, reviewer_id, cause, marks,
           comments, auto_fails, flagged, comment, is_blind, local_date, created_at)
         VALUES ('r', 'nordwind', '2', 1, 'default', 1, 'p', 'review', '{}', '{}', '[]', 1, '', 0, '2026-11-23', 6)`,
      ),
    ]);
    expect(await bench.wanted()).toMatchObject({ recording_ids: ["1", "2"] });
    await site("audio_upload = 'off'");
    expect(await bench.wanted()).toEqual({ audio_upload: "off", recording_ids: [] });
  });

  test("is given up when the agent says why, until there is another transcript", async () => {
    await bench.transcribed("1");
    await bench.put("1");
    await bench.transcribed("1", ["Said anew, with more taken out."]);
    expect(await bench.wanted()).toMatchObject({ recording_ids: ["1"] });
    // what the older transcript silenced is not heard any more
    expect((await bench.listen("1")).status).toBe(404);
    expect(await bench.keys()).toHaveLength(1);
    expect((await bench.unavailable("1", "recording_gone")).status).toBe(204);
    expect(await bench.keys()).toEqual([]);
    expect(await rows("SELECT state, reason, object_key FROM call_audio")).toEqual([
      { state: "unavailable", reason: "recording_gone", object_key: null },
    ]);
    await bench.transcribed("1", ["Once more."]);
    expect(await bench.wanted()).toMatchObject({ recording_ids: ["1"] });
  });
});

describe("listening", () => {
  const file = webmFile(5000);
  beforeEach(async () => {
    await bench.transcribed("1");
    await bench.put("1", file);
  });
  const bytesOf = async (answer: Response) => [...new Uint8Array(await answer.arrayBuffer())];
  const etag = async () =>
    `"${[...new Uint8Array(await sha256(file))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}"`;

  test("gives the whole file, of its own type, for nobody's cache", async () => {
    const answer = await bench.listen("1");
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "audio/webm",
      "content-length": "5000",
      "accept-ranges": "bytes",
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
      etag: await etag(),
    });
    expect(await bytesOf(answer)).toEqual([...file]);
    const head = await bench.listen("1", { Range: "bytes=0-9" }, "manager", "HEAD");
    expect([head.status, head.headers.get("Content-Length"), await head.text()]).toEqual([
      200,
      "5000",
      "",
    ]);
  });

  const ranges: [string, number, number][] = [
    ["bytes=0-0", 0, 0],
    ["bytes=0-", 0, 4999],
    ["bytes=100-199", 100, 199],
    ["bytes=4990-9999999", 4990, 4999],
    ["bytes=-10", 4990, 4999],
    ["bytes=-99999", 0, 4999],
  ];
  test.each(ranges)("of %s gives bytes %i to %i", async (range, first, last) => {
    const answer = await bench.listen("1", { Range: range });
    expect([answer.status, answer.headers.get("Content-Range")]).toEqual([
      206,
      `bytes ${first}-${last}/5000`,
    ]);
    expect(answer.headers.get("Content-Length")).toBe(String(last - first + 1));
    expect(await bytesOf(answer)).toEqual(Array.from(file.subarray(first, last + 1)));
  });

  test.each(["bytes=5000-", "bytes=9999-10000", "bytes=-0"])(
    "of %s is told how much there is",
    async (range) => {
      const answer = await bench.listen("1", { Range: range });
      expect([answer.status, answer.headers.get("Content-Range")]).toEqual([416, "bytes */5000"]);
    },
  );

  test.each(["bytes=5-2", "bytes=0-1,4-5", "lines=0-1", "bytes=-", "bytes=a-b"])(
    "of %s gives the whole",
    async (range) => {
      const answer = await bench.listen("1", { Range: range });
      expect(answer.status).toBe(200);
      await answer.body?.cancel();
    },
  );

  test("goes on with a part only while the file is the same", async () => {
    for (const [ifRange, status] of [
      [await etag(), 206],
      ['"another"', 200],
      ["Tue, 24 Nov 2026 06:00:00 GMT", 200],
    ] as const) {
      const answer = await bench.listen("1", { Range: "bytes=0-9", "If-Range": ifRange });
      expect(answer.status).toBe(status);
      await answer.body?.cancel();
    }
  });

  test("is for people who may open the call, and each is in the audit log once an hour", async () => {
    for (const [as, status] of [
      ["token", 403],
      ["agent", 200],
      ["reviewer", 206],
      ["reviewer", 206],
    ] as const) {
      const answer = await bench.listen("1", status === 206 ? { Range: "bytes=7-" } : {}, as);
      expect([as, answer.status]).toEqual([as, status]);
      await answer.body?.cancel();
    }
    await env.DB.prepare("UPDATE call SET agent_user = 'somebody else'").run();
    expect((await bench.listen("1", {}, "agent")).status).toBe(404);
    const listened = () =>
      rows("SELECT detail FROM audit_event WHERE action = 'audio.listen' ORDER BY actor");
    expect(await listened()).toEqual(
      Array.from({ length: 2 }, () => ({ detail: '{"recording_id":"1"}' })),
    );
    bench.app.clock.nowMs += 3_600_000;
    await (await bench.listen("1", {}, "reviewer")).body?.cancel();
    expect(await listened()).toHaveLength(3);
    expect(await rows("SELECT DISTINCT recording_id, place FROM transcript_view")).toEqual([
      { recording_id: "1", place: "sound" },
    ]);
  });

  test("ends at once when the site switches it off, and with the days it is kept", async () => {
    await site("audio_days = 1");
    bench.app.clock.nowMs += DAY_MS + 1;
    expect((await bench.listen("1")).status).toBe(404);
    bench.app.clock.nowMs = NOW_MS;
    await site("audio_upload = 'off'");
    expect((await bench.listen("1")).status).toBe(404);
  });
});

describe("deletion", () => {
  test("takes what is old, and all when the upload is switched off", async () => {
    const db = openDatabase(env.DB);
    for (const id of ["1", "2", "3"]) {
      await bench.transcribed(id);
      await bench.put(id, webmFile(4000, Number(id)));
    }
    await env.DB.prepare("UPDATE call_audio SET since = since - ? WHERE recording_id = '1'")
      .bind(31 * DAY_MS)
      .run();
    expect(await removeOldAudio(db, env, NOW_MS)).toBe(1);
    expect(await bench.keys()).toHaveLength(2);
    expect(await removeOldAudio(db, env, NOW_MS)).toBe(0);
    await site("audio_upload = 'off'");
    expect(await removeOldAudio(db, {}, NOW_MS)).toBe(0);
    expect(await removeOldAudio(db, env, NOW_MS)).toBe(2);
    expect(await bench.keys()).toEqual([]);
    expect(await rows("SELECT * FROM call_audio")).toEqual([]);
  });

  test("of a caller who is forgotten takes every file of theirs, also one that nothing knows of", async () => {
    for (const id of ["1", "11"]) {
      await bench.transcribed(id);
      await bench.put(id);
    }
    await bucket().put("audio/nordwind/1/left-behind.webm", "x");
    const db = openDatabase(env.DB);
    const [forgotten] = await forgetCalls(db, "nordwind", ["1"], { actor: "test", nowMs: NOW_MS });
    expect(forgotten?.removed.sounds).toBe(1);
    expect(await removeOldAudio(db, env, NOW_MS)).toBe(1);
    expect(await bench.keys()).toHaveLength(1);
    expect(await rows("SELECT recording_id FROM call_audio")).toEqual([{ recording_id: "11" }]);
  });
});
