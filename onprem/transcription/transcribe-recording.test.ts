import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { expect, test } from "vitest";

import { CALL_WAV } from "../audio/testing/make-recordings.ts";
import { debianTool } from "../testing/debian-tool.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { transcribeInProcess } from "./testing/transcribe-in-process.ts";

const missing = debianTool("lame").missing;

test.skipIf(missing !== null)(
  `an MP3 is transcribed as the call's WAV is, at the same times, and waits where it has no decoder${missing ? ` (skipped: ${missing})` : ""}`,
  () => {
    const mp3 = join(tempFolder(), "20261120-103108_7275551212-all.mp3");
    execFileSync("lame", ["-b", "16", "-m", "m", "--silent", CALL_WAV, mp3]);
    const [fromMp3, fromWav, undecoded] = transcribeInProcess(
      { path: mp3 },
      { path: CALL_WAV },
      { path: mp3, searchPath: "" },
    );
    if (fromMp3?.kind !== "transcribed" || fromWav?.kind !== "transcribed") {
      throw new Error(`${fromMp3?.kind}, ${fromWav?.kind}`);
    }
    expect(Math.abs(fromMp3.transcript.word_count - fromWav.transcript.word_count)).toBeLessThan(8);
    const [first, ofWav] = [fromMp3.transcript.segments[0], fromWav.transcript.segments[0]];
    expect(first?.text).toMatch(/thank you for calling/i);
    expect(Math.abs((first?.start_sec ?? 0) - (ofWav?.start_sec ?? 0))).toBeLessThan(0.15);
    expect(undecoded).toMatchObject({
      kind: "error",
      code: "no_decoder",
      permanent: false,
      reason: expect.stringMatching(/install lame/),
    });
  },
);

test("a file that is gone, and one that cannot be read, are told apart, without their names", () => {
  const folder = tempFolder();
  const results = transcribeInProcess(
    { path: join(folder, "7275551212-all.gsm") },
    { path: folder },
  );
  expect(results).toMatchObject([
    { kind: "file_missing" },
    { kind: "error", code: "unreadable", permanent: false },
  ]);
  expect(JSON.stringify(results)).not.toContain("/");
});
