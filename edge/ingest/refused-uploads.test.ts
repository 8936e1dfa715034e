import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";

import { apiErrorSchema } from "#shared/contracts/api-error.ts";
import { ingestAnswerSchema, MAX_INGEST_BODY_BYTES } from "#shared/contracts/ingest-answer.ts";

import { createSecret } from "../auth/secrets.ts";
import { sampleCall, sampleUpload } from "../testing/sample-upload.ts";
import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { wholeState } from "../testing/table-rows.ts";
import { jsonPost, testApp } from "../testing/test-app.ts";

const app = testApp();
let site: SeededSite;
let other: SeededSite;
let before: unknown;

beforeAll(async () => {
  site = await seedSite("nordwind");
  other = await seedSite("southwind");
  const known = { site_id: "nordwind", transcripts: [sampleUpload("1")] };
  await app.request("/ingest/transcripts", jsonPost(site.ingestToken, known));
});
beforeEach(async () => {
  before = await wholeState();
});

const upload = (init: RequestInit, path = "/ingest/transcripts") => app.request(path, init);
const batch = (...transcripts: unknown[]) => ({ site_id: "nordwind", transcripts });

async function expectRefused(response: Response, status: number, code: string) {
  expect(response.status).toBe(status);
  const { error } = apiErrorSchema.parse(await response.json());
  expect(error.code).toBe(code);
  expect(error.message.length).toBeGreaterThan(10);
  expect(await wholeState()).toEqual(before);
  return error;
}

describe("an upload is refused and changes nothing", () => {
  test.each([
    ["no token", null],
    ["an unknown token", createSecret("ingest")],
    ["a token cut short", "ns_ingest_abc"],
  ])("with %s", async (_, token) => {
    await expectRefused(
      await upload(jsonPost(token, batch(sampleUpload("9")))),
      401,
      "unauthorized",
    );
  });

  test("with a token for reading", async () => {
    const response = await upload(jsonPost(site.readToken, batch(sampleUpload("9"))));
    await expectRefused(response, 403, "wrong_scope");
  });

  test("for someone else's site", async () => {
    const response = await upload(jsonPost(other.ingestToken, batch(sampleUpload("9"))));
    await expectRefused(response, 403, "wrong_site");
  });

  test.each([
    ["cut short", '{"site_id": "nordwind", "transcripts": [{'],
    ["empty", ""],
    ["not JSON at all", "recording 9 was lovely"],
  ])("when its JSON is %s", async (_, body) => {
    const error = await expectRefused(
      await upload(jsonPost(site.ingestToken, body)),
      400,
      "invalid_json",
    );
    expect(JSON.stringify(error)).not.toContain("lovely");
  });

  test("when it is not UTF-8", async () => {
    const init = { ...jsonPost(site.ingestToken, ""), body: new Uint8Array([0x22, 0xff, 0x22]) };
    await expectRefused(await upload(init), 400, "invalid_json");
  });

  test.each([
    ["the site", { transcripts: [sampleUpload("9")] }, "site_id"],
    ["the transcripts", { site_id: "nordwind" }, "transcripts"],
    ["a list of transcripts", { site_id: "nordwind", transcripts: {} }, "transcripts"],
    ["any transcript", { site_id: "nordwind", transcripts: [] }, "transcripts"],
    ["an object", [], "(whole)"],
  ])("when the message lacks %s, and says where", async (_, body, path) => {
    const error = await expectRefused(
      await upload(jsonPost(site.ingestToken, body)),
      400,
      "invalid_request",
    );
    expect(error.details).toEqual([expect.objectContaining({ path })]);
  });

  test("when it has more items than a batch holds", async () => {
    const many = Array.from({ length: 51 }, (_, index) => sampleUpload(String(index)));
    await expectRefused(
      await upload(jsonPost(site.ingestToken, batch(...many))),
      400,
      "invalid_request",
    );
  });

  test("when its text has two megabytes", async () => {
    const segments = Array.from({ length: 520 }, () => "word ".repeat(790));
    const response = await upload(
      jsonPost(site.ingestToken, batch(sampleUpload("9", {}, segments))),
    );
    const error = await expectRefused(response, 413, "payload_too_large");
    expect(error.message).toContain(String(MAX_INGEST_BODY_BYTES));
  });
});

describe("an item is rejected, with a reason that names the field, and changes nothing", () => {
  const { call, transcript } = sampleUpload("9");
  const lacking = (field: keyof typeof call) => {
    const { [field]: _, ...rest } = call;
    return { call: rest, transcript };
  };
  test.each([
    ["a missing recording id", lacking("recording_id"), "call.recording_id"],
    ["a missing date", lacking("local_date"), "call.local_date"],
    ["a missing transcript", { call }, "transcript"],
    ["no segments", { call, transcript: { ...transcript, segments: [] } }, "transcript.segments"],
    [
      "a segment that ends before it starts",
      sampleWithSegment({ start_sec: 9, end_sec: 1 }),
      "transcript.segments.0",
    ],
    ["an empty segment", sampleWithSegment({ text: "  " }), "transcript.segments.0.text"],
    ["more text than any call has", sampleOfChars(400_000), "transcript.segments"],
    [
      "a date that does not exist",
      sampleUpload("9", { local_date: "2026-02-30" }),
      "call.local_date",
    ],
    ["a negative length", sampleUpload("9", { duration_sec: -1 }), "call.duration_sec"],
    ["a recording id too long to be one", sampleUpload("9".repeat(65)), "call.recording_id"],
    ["text instead of an item", "hello", "(whole)"],
    ["nothing instead of an item", null, "(whole)"],
  ])("%s", async (_, item, field) => {
    const response = await upload(jsonPost(site.ingestToken, batch(item)));
    expect(response.status).toBe(422);
    const body: unknown = await response.json();
    expect(apiErrorSchema.parse(body).error.code).toBe("all_rejected");
    const [result] = ingestAnswerSchema.parse(body).results;
    expect(result).toMatchObject({ index: 0, result: "rejected" });
    expect(result?.reason).toContain(`${field}: `);
    expect(await wholeState()).toEqual(before);
  });

  test("calls likewise", async () => {
    const body = { site_id: "nordwind", calls: [{ ...sampleCall("9"), state: "vanished" }] };
    const response = await upload(jsonPost(site.ingestToken, body), "/ingest/calls");
    expect(response.status).toBe(422);
    const { results } = ingestAnswerSchema.parse(await response.json());
    expect(results).toEqual([
      expect.objectContaining({ recording_id: "9", reason: expect.stringContaining("state: ") }),
    ]);
    expect(await wholeState()).toEqual(before);
  });

  test("a heartbeat for another site, or not like one", async () => {
    const heartbeat = { site_id: "southwind", agent_version: "1" };
    const wrong = await upload(jsonPost(site.ingestToken, heartbeat), "/ingest/heartbeat");
    await expectRefused(wrong, 400, "invalid_request");
  });
});

test("one bad item never rejects the others", async () => {
  const items = [sampleUpload("21"), { call: sampleCall("22") }, sampleUpload("23")];
  const response = await upload(jsonPost(site.ingestToken, batch(...items)));
  expect(response.status).toBe(200);
  const { results } = z
    .object({ results: z.array(z.object({ recording_id: z.string(), result: z.string() })) })
    .parse(await response.json());
  expect(results).toEqual([
    { recording_id: "21", result: "accepted" },
    { recording_id: "22", result: "rejected" },
    { recording_id: "23", result: "accepted" },
  ]);
});

function sampleWithSegment(differences: object) {
  const { call, transcript } = sampleUpload("9");
  const [first, ...rest] = transcript.segments;
  return { call, transcript: { ...transcript, segments: [{ ...first, ...differences }, ...rest] } };
}

function sampleOfChars(chars: number) {
  return sampleUpload(
    "9",
    {},
    Array.from({ length: chars / 4000 }, () => "x".repeat(4000)),
  );
}
