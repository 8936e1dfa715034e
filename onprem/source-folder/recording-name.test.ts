import { describe, expect, test } from "vitest";

import { anonymousIds } from "./anonymous-ids.ts";
import { isRecordingName, parseRecordingName } from "./recording-name.ts";

const KEY = Buffer.alloc(32, 7);

const at = (name: string) => {
  const { startedAt } = parseRecordingName(name);
  if (startedAt === null) return null;
  const { year, month, day, hour, minute, second } = startedAt;
  return [year, month, day, hour, minute, second].join(" ");
};

test.each([
  "20261120-103108_447700900123-all.wav",
  "20261120-103108.wav",
  "20261120103108-1001.gsm",
  "out-447700900123-201-20261120-103108-1763634668.12.wav",
  "in-5551234567-447700900123-20261120-103108-1763634668.12.wav",
  "exten-201-unknown-20261120-103108-1763634668.12.WAV",
  "q-400-5551234-20261120-103108-1763634668.12.mp3",
  "201_2026-11-20_10-31-08.wav",
  "2026-11-20T10:31:08 anna.ogg",
  "call 2026-11-20 10.31.08.wav",
])("%s tells the time", (name) => {
  expect(at(name)).toBe("2026 11 20 10 31 8");
});

test.each([
  "meeting.wav",
  "20261320-103108_1-all.wav",
  "20260230-103108_1-all.wav",
  "20261120-253108_1-all.wav",
  // two times, either of which may be meant
  "20261120-103108-20261121-103108.wav",
  // a number with digits around it
  "9920261120-1031081.wav",
  "447700900123.wav",
  "44770090-012345-all.wav",
])("%s tells none", (name) => {
  expect(at(name)).toBeNull();
});

test.each([
  ["out-5551234-201-20261120-103108-1763634668.12.wav", "outbound", "1763634668.12"],
  ["q-400-5551234-20261120-103108-1763634668.9.wav", "inbound", "1763634668.9"],
  ["exten-201-unknown-20261120-103108-1763634668.12.wav", null, "1763634668.12"],
  ["20261120-103108_447700900123-all.wav", null, null],
])("%s: direction %s, uniqueid %s", (name, direction, uniqueid) => {
  expect(parseRecordingName(name)).toMatchObject({ direction, uniqueid });
});

describe("anonymous identities", () => {
  test("hold no digits of the name beside a time", () => {
    for (const name of [
      "447700900123.wav",
      "44770090-012345-all.wav",
      "20261120-103108_447700900123.wav",
    ]) {
      const { byName, byPath } = anonymousIds(KEY, name);
      expect(`${byName} ${byPath}`).not.toMatch(/4477|012345/);
    }
  });

  test("stay by name when the file is converted or moved, and differ by path", () => {
    const a = anonymousIds(KEY, "20261120-103108_1-all.wav");
    const b = anonymousIds(KEY, "2026-11-20/20261120-103108_1-all.mp3");
    expect(b.byName).toBe(a.byName);
    expect(b.byPath).not.toBe(a.byPath);
  });
});

test.each([
  ["a.wav", true],
  ["a.WaV", true],
  ["a.wav.part", false],
  ["a.part.wav", false],
  ["a.wav.tmp", false],
  ["a.tmp.mp3", false],
  ["a.wav~", false],
  [".a.wav", false],
  ["compartment.wav", true],
])("%s is a recording: %s", (name, is) => {
  expect(isRecordingName(name)).toBe(is);
});
