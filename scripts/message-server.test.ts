import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { afterEach, expect, test } from "vitest";

import { STAND_IN } from "../edge/testing/message-server/message-server.ts";

const PROGRAM = join(import.meta.dirname, "message-server.ts");
/** Not the port that people use, so that a test does not meet somebody's own server. */
const PORT = 18_789;
const BASE = `http://127.0.0.1:${PORT}`;

let program: ChildProcess | null = null;
afterEach(async () => {
  if (program !== null && program.exitCode === null) {
    program.kill();
    await once(program, "exit");
  }
  program = null;
});

async function start(...options: string[]): Promise<void> {
  const started = spawn(process.execPath, [PROGRAM, "--port", String(PORT), ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  program = started;
  await once(createInterface({ input: started.stdout }), "line");
}

const EMAIL = { from: "qa@nordwind.example", to: ["a@b.example"], subject: "Hello", text: "Hi" };

const mail = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${BASE}/emails`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${STAND_IN.resendKey}`,
      "content-type": "application/json",
      "user-agent": "test",
      ...headers,
    },
    body: JSON.stringify(body),
  });

test("it is as strict as Resend about keys, senders, fields and what is sent twice", async () => {
  await start();
  const first = await mail(EMAIL, { "idempotency-key": "digest/1" });
  expect(first.status).toBe(200);
  const again = await mail(EMAIL, { "idempotency-key": "digest/1" });
  expect(await again.json()).toEqual(await first.json());
  const refused: [unknown, Record<string, string>, number, string][] = [
    [
      { ...EMAIL, text: "Other" },
      { "idempotency-key": "digest/1" },
      409,
      "invalid_idempotent_request",
    ],
    [EMAIL, { "idempotency-key": "x".repeat(257) }, 400, "invalid_idempotency_key"],
    [EMAIL, { authorization: "Bearer re_other" }, 401, "validation_error"],
    [{ ...EMAIL, from: "qa@elsewhere.example" }, {}, 403, "validation_error"],
    [{ ...EMAIL, from: "not an address" }, {}, 422, "validation_error"],
    [{ ...EMAIL, to: [] }, {}, 422, "validation_error"],
    [{ ...EMAIL, subject: "two\nlines" }, {}, 422, "validation_error"],
    [{ ...EMAIL, body: "?" }, {}, 422, "validation_error"],
    [{ from: EMAIL.from, to: EMAIL.to, subject: "x" }, {}, 422, "missing_required_field"],
  ];
  for (const [body, headers, status, name] of refused) {
    const answer = await mail(body, headers);
    expect([answer.status, await answer.json()]).toEqual([
      status,
      expect.objectContaining({ name }),
    ]);
  }
  expect((await mail(EMAIL, { "user-agent": "" })).status).toBe(403);
});

test("as Slack it knows its one webhook, and the limits of blocks", async () => {
  await start();
  const post = async (body: unknown, path: string = STAND_IN.slackPath) => {
    const answer = await fetch(`${BASE}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return `${answer.status} ${await answer.text()}`;
  };
  const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
  expect(await post({ text: "Hello", blocks: [section("Hi")] })).toBe("200 ok");
  expect(await post({ text: "Hello" }, "/services/T0/B0/other")).toBe("404 no_service");
  expect(await post({})).toBe("400 no_text");
  expect(await post({ text: "x", blocks: Array.from({ length: 51 }, () => section("x")) })).toBe(
    "400 invalid_blocks",
  );
  expect(await post({ text: "x", blocks: [section("x".repeat(3001))] })).toBe("400 invalid_blocks");
  expect(await post({ text: "x", blocks: [section("")] })).toBe("400 invalid_blocks");
  expect(await post({ message: "x" })).toBe("400 invalid_payload");
});

test("as a receiver it verifies signature and time, and misbehaves when it is told to", async () => {
  const secret = "whsec_c2VjcmV0LW9mLXRoaXMtdGVzdA==";
  await start("--secret", secret, "--fault", "unavailable", "--first", "1");
  const body = JSON.stringify({ type: "test", timestamp: new Date().toISOString(), data: {} });
  const post = async (ageSec: number, key = secret) => {
    const timestamp = Math.floor(Date.now() / 1000) - ageSec;
    const signature = createHmac("sha256", Buffer.from(key.slice(6), "base64"))
      .update(`msg_1.${timestamp}.${body}`)
      .digest("base64");
    const answer = await fetch(`${BASE}${STAND_IN.hookPath}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": "msg_1",
        "webhook-timestamp": String(timestamp),
        "webhook-signature": `v1,${signature}`,
      },
      body,
    });
    return answer.status;
  };
  expect(await post(0)).toBe(503);
  expect(await post(0)).toBe(204);
  expect(await post(400)).toBe(400);
  expect(await post(0, "whsec_YW5vdGhlciBvbmU=")).toBe(400);
});
