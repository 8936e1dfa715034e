import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";
import * as z from "zod";

import { transcribeResultSchema } from "../transcription/worker-messages.ts";

const SCRIPT = fileURLToPath(
  new URL("../transcription/testing/transcribe-files.ts", import.meta.url),
);
const CALL = fileURLToPath(new URL("../../demo/calls/1005.wav", import.meta.url));

/*
 * In demo call 1005 "My card number is …" lasts from 22.74 to 27.96 s, its 16 digits being words 5 to 20 of 20; "The
 * security code is three one seven." from 31.19 to 33.60 s, its digits being words 5 to 7 (demo/calls/truth.json).
 */
const CARD_SEC = { from: 22.74 + (4 / 20) * 5.22, to: 27.96 };
const CODE_SEC = { from: 31.19 + (4 / 7) * 2.41, to: 33.6 };

test("what Whisper heard of a card is gone from the transcript, and muting its times takes out the digits and little else", () => {
  const printed = execFileSync(
    process.execPath,
    [SCRIPT, JSON.stringify([{ path: CALL, searchPath: "" }])],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, NODE_ENV: "production" },
    },
  );
  const [result] = z.array(transcribeResultSchema).parse(JSON.parse(printed));
  if (result?.kind !== "transcribed") throw new Error(String(result?.kind));
  const { transcript } = result;

  expect(JSON.stringify(transcript.segments)).not.toMatch(/four two|three one seven/i);
  expect(transcript.redactions).toMatchObject({ card: 1, security_code: 1, bank_account: 0 });
  const spans = transcript.redacted_spans ?? [];
  expect(spans.map(({ kind }) => kind)).toEqual(["card", "security_code"]);
  for (const [at, { from, to }] of [CARD_SEC, CODE_SEC].entries()) {
    const span = spans[at];
    expect(span?.start_sec).toBeLessThanOrEqual(from);
    expect(span?.end_sec).toBeGreaterThanOrEqual(to);
    expect(span?.start_sec).toBeGreaterThan(from - 2);
    expect(span?.end_sec).toBeLessThan(to + 1);
  }
});
