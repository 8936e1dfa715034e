import { beforeAll, expect, test } from "vitest";

import { apiErrorSchema } from "#shared/contracts/api-error.ts";

import { sampleUpload } from "../testing/sample-upload.ts";
import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { rows } from "../testing/table-rows.ts";
import { testApp } from "../testing/test-app.ts";
import { gunzip } from "./gunzip.ts";

const app = testApp();
let site: SeededSite;
beforeAll(async () => {
  site = await seedSite("nordwind");
});

async function gzipped(text: string): Promise<ArrayBuffer> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

const upload = (body: ArrayBuffer | string, encoding: string) =>
  app.request("/ingest/transcripts", {
    method: "POST",
    headers: { Authorization: `Bearer ${site.ingestToken}`, "Content-Encoding": encoding },
    body,
  });
const errorCode = async (response: Response) =>
  apiErrorSchema.parse(await response.json()).error.code;

test("a gzipped batch is taken in", async () => {
  const body = JSON.stringify({ site_id: "nordwind", transcripts: [sampleUpload("1")] });
  expect((await upload(await gzipped(body), "gzip")).status).toBe(200);
  expect(await rows("SELECT recording_id FROM transcript")).toEqual([{ recording_id: "1" }]);
});

test("a small body that would unpack to 100 MB is refused before most of it is read", async () => {
  const bomb = new Uint8Array(await gzipped(" ".repeat(100_000_000)));
  expect(bomb.byteLength).toBeLessThan(100_000);
  let bytesRead = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        controller.enqueue(bomb.slice(bytesRead, bytesRead + 1024));
        bytesRead += 1024;
      },
    },
    { highWaterMark: 0 },
  );
  await expect(gunzip(body)).rejects.toMatchObject({ code: "payload_too_large", status: 413 });
  expect(bytesRead).toBeLessThan(5000);
});

test("such a body is answered with 413", async () => {
  const response = await upload(await gzipped(" ".repeat(100_000_000)), "gzip");
  expect(response.status).toBe(413);
  expect(await errorCode(response)).toBe("payload_too_large");
});

test("a body that comes in many pieces is put together", async () => {
  const text = JSON.stringify(Array.from({ length: 20_000 }, () => crypto.randomUUID()));
  const packed = new Uint8Array(await gzipped(text));
  expect(packed.byteLength).toBeGreaterThan(300_000);
  const body = new Response(packed).body;
  expect(body === null ? null : new TextDecoder().decode(await gunzip(body))).toBe(text);
});

test("a body that is not what it says is refused", async () => {
  const response = await upload("{}", "gzip");
  expect(response.status).toBe(400);
  expect(await errorCode(response)).toBe("invalid_gzip");
});

test("a body cut short is refused", async () => {
  const whole = await gzipped(
    JSON.stringify({ site_id: "nordwind", transcripts: [sampleUpload("2")] }),
  );
  const response = await upload(whole.slice(0, whole.byteLength - 20), "gzip");
  expect(response.status).toBe(400);
});

test("a body whose sender goes away ends", async () => {
  const packed = new Uint8Array(await gzipped("x".repeat(1000)));
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (isFirst) controller.enqueue(packed.slice(0, 10));
      else controller.error(new Error("connection lost"));
      isFirst = false;
    },
  });
  await expect(gunzip(body)).rejects.toMatchObject({ code: "invalid_gzip" });
});

test("another encoding is refused", async () => {
  const response = await upload("{}", "br");
  expect(response.status).toBe(415);
  expect(await errorCode(response)).toBe("unsupported_encoding");
});
