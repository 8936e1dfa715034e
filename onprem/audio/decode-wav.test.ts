import { readFileSync } from "node:fs";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { AudioError, type AudioErrorCode } from "./audio-error.ts";
import { decodeWav } from "./decode-wav.ts";
import { chunk, pcm16, riff, wavFile, type WavParts } from "./testing/wav-file.ts";

const text = (words: string) => new TextEncoder().encode(words);

function failure(bytes: Uint8Array): { code: AudioErrorCode; message: string } {
  try {
    decodeWav(bytes);
  } catch (error) {
    if (error instanceof AudioError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("this file was decoded");
}

/** The first channel, −1 to 1. */
const first = (parts: WavParts) => fractions(decodeWav(wavFile(parts)).channels[0]);

function fractions(samples: Int16Array | undefined): number[] {
  return [...(samples ?? [])].map((sample) => sample / 0x8000);
}

describe("formats", () => {
  test.each([
    ["8-bit PCM", { bitsPerSample: 8, data: Uint8Array.of(0, 128, 192) }, [-1, 0, 0.5]],
    ["16-bit PCM", { data: pcm16([-32768, 0, 16384]) }, [-1, 0, 0.5]],
    [
      "24-bit PCM",
      { bitsPerSample: 24, data: Uint8Array.of(0, 0, 0x80, 0, 0, 0, 0, 0, 0x40) },
      [-1, 0, 0.5],
    ],
    [
      "32-bit PCM",
      { bitsPerSample: 32, data: new Uint8Array(Int32Array.of(-(2 ** 31), 0, 2 ** 30).buffer) },
      [-1, 0, 0.5],
    ],
    [
      "32-bit float, kept within bounds",
      {
        tag: 3,
        bitsPerSample: 32,
        data: new Uint8Array(Float32Array.of(-0.25, Number.NaN, 7).buffer),
      },
      [-0.25, 0, 32767 / 32768],
    ],
    // ITU-T G.711, table of decoder output values, as 16-bit PCM.
    [
      "µ-law",
      { tag: 7, bitsPerSample: 8, data: Uint8Array.of(0x00, 0x7f, 0x80, 0xff, 0x8f) },
      [-32124, 0, 32124, 0, 16764].map((level) => level / 32768),
    ],
    [
      "A-law",
      { tag: 6, bitsPerSample: 8, data: Uint8Array.of(0x2a, 0x55, 0xaa, 0xd5, 0x80) },
      [-32256, -8, 32256, 8, 5504].map((level) => level / 32768),
    ],
  ])("%s", (_, parts, expected) => {
    expect(first(parts)).toEqual(expected);
  });

  test("two channels come apart", () => {
    const { channels, durationSec } = decodeWav(
      wavFile({ channelCount: 2, data: pcm16([16384, -16384, 8192, -8192]) }),
    );
    expect(channels.map(fractions)).toEqual([
      [0.5, 0.25],
      [-0.5, -0.25],
    ]);
    expect(durationSec).toBe(2 / 8000);
  });

  test("an extensible header names its format further on", () => {
    expect(first({ extensible: true, data: pcm16([16384]) })).toEqual([0.5]);
    expect(
      first({ extensible: true, tag: 7, bitsPerSample: 8, data: Uint8Array.of(0x00) }),
    ).toEqual([-32124 / 32768]);
  });

  test("a demo recording", () => {
    const bytes = readFileSync(new URL("../../demo/calls/1001.wav", import.meta.url));
    const { sampleRateHz, channels, durationSec } = decodeWav(bytes);
    expect({ sampleRateHz, channelCount: channels.length }).toEqual({
      sampleRateHz: 8000,
      channelCount: 1,
    });
    expect(durationSec).toBeCloseTo(62.15, 2);
  });
});

describe("headers as they are met", () => {
  const data = pcm16([16384, 8192]);

  test.each([
    ["a LIST chunk", [chunk("LIST", text("INFOISFT"))]],
    ["a fact chunk of odd length", [chunk("fact", text("odd"))]],
    ["an odd chunk without its padding", [chunk("LIST", text("odd")).subarray(0, 11)]],
    ["several", [chunk("bext", new Uint8Array(603)), chunk("junk", new Uint8Array())]],
  ])("before the sound: %s", (_, chunksBefore) => {
    expect(first({ data, chunksBefore })).toEqual([0.5, 0.25]);
  });

  test("junk after the sound is no sound", () => {
    expect(first({ data, trailer: chunk("LIST", text("INFO")) })).toEqual([0.5, 0.25]);
  });

  test.each([0, 0x7fffff00, 0x7fffffff, 0xffffffff])(
    "a header never finalised (length 0x%s) means the rest of the file",
    (announcedBytes) => {
      expect(first({ data, announcedBytes })).toEqual([0.5, 0.25]);
    },
  );

  test("half a sample at the end is dropped", () => {
    expect(first({ data: Uint8Array.of(0, 0x40, 7), announcedBytes: 0 })).toEqual([0.5]);
  });

  test("the bytes may lie anywhere in a larger buffer", () => {
    const file = wavFile({ data });
    const larger = new Uint8Array(file.length + 3);
    larger.set(file, 3);
    expect(fractions(decodeWav(larger.subarray(3)).channels[0])).toEqual([0.5, 0.25]);
  });
});

describe("missing sound", () => {
  const sound = (sec: number) => new Uint8Array(sec * 16_000);

  test("half the file", () => {
    expect(failure(wavFile({ data: sound(31.1), announcedBytes: 62.2 * 16_000 }))).toEqual({
      code: "truncated",
      message:
        "The file ends after 31.1 s of the 62.2 s its header announces: it was cut while being written or copied. Copy it again.",
    });
  });

  test.each([
    ["less than a second", 1, 1.9],
    ["less than 2 %", 100, 101.9],
  ])("%s is let pass", (_, hasSec, announcedSec) => {
    const file = wavFile({ data: sound(hasSec), announcedBytes: announcedSec * 16_000 });
    expect(decodeWav(file).durationSec).toBe(hasSec);
  });
});

describe("what cannot be used says why", () => {
  const data = pcm16([1]);

  test.each<[string, Uint8Array, AudioErrorCode, RegExp]>([
    ["no bytes", new Uint8Array(), "empty", /file is empty/],
    ["no samples", wavFile({ data: new Uint8Array() }), "empty", /no sound/],
    ["text", text("connection refused\n"), "not_audio", /looks like text/],
    ["a web page", text("<!DOCTYPE html><html>"), "not_audio", /web page/],
    ["an archive", Uint8Array.of(0x1f, 0x8b, 8, 0), "not_audio", /gzip/],
    ["noise", Uint8Array.of(1, 2, 3, 200), "not_audio", /unknown kind/],
    ["RIFF of another sort", text("RIFF\x04\0\0\0AVI "), "not_audio", /not a sound file/],
    ["MP3 with a tag", text("ID3\x03"), "unsupported_codec", /an MP3 file.*ffmpeg or sox/],
    ["MP3 frames", Uint8Array.of(0xff, 0xfb, 0x90, 0), "unsupported_codec", /an MP3 file/],
    ["Ogg", text("OggS\0"), "unsupported_codec", /an Ogg file/],
    ["raw GSM", new Uint8Array(99).fill(0xd2), "unsupported_codec", /a raw GSM file/],
    [
      "GSM in WAV",
      wavFile({ tag: 0x31, bitsPerSample: 0, data: new Uint8Array(65) }),
      "unsupported_codec",
      /^GSM 6\.10 \(WAV format 0x31\).*install ffmpeg or sox/,
    ],
    ["ADPCM", wavFile({ tag: 0x11, bitsPerSample: 4, data }), "unsupported_codec", /0x11/],
    ["12-bit PCM", wavFile({ bitsPerSample: 12, data }), "unsupported_codec", /12-bit PCM/],
    ["six channels", wavFile({ channelCount: 6, data }), "unsupported_codec", /6 channels/],
    ["no channel", wavFile({ channelCount: 0, data }), "damaged_header", /0 channels/],
    ["1 Hz", wavFile({ sampleRateHz: 1, data }), "unsupported_codec", /1 Hz/],
    [
      "a rate that no resampler takes",
      wavFile({ sampleRateHz: 191_999, data }),
      "unsupported_codec",
      /191999 Hz is no usual one/,
    ],
    ["a bare header", riff([]), "damaged_header", /ends before any sound/],
    ["no format", riff([chunk("data", data)]), "damaged_header", /no format/],
    ["half a format", riff([chunk("fmt ", data)]), "damaged_header", /cut short/],
    [
      "seven hours",
      wavFile({ bitsPerSample: 8, data: new Uint8Array(7 * 3600 * 8000) }),
      "too_long",
      /7\.0 hours/,
    ],
  ])("%s", (_, bytes, code, message) => {
    expect(failure(bytes)).toEqual({ code, message: expect.stringMatching(message) });
  });
});

describe("any bytes at all", () => {
  const intact = wavFile({ chunksBefore: [chunk("LIST", text("INFO"))], data: pcm16([1, 2, 3]) });

  /** Whether these bytes are decoded to no more samples than there are bytes, or refused with a reason. */
  const isHandled = (bytes: Uint8Array): boolean => {
    try {
      const { channels } = decodeWav(bytes);
      return channels.reduce((sum, channel) => sum + channel.length, 0) <= bytes.length;
    } catch (error) {
      return error instanceof AudioError;
    }
  };

  test("a damaged header never does worse than an AudioError", () => {
    const damage = fc.array(fc.tuple(fc.nat(intact.length - 1), fc.nat(255)), { maxLength: 8 });
    fc.assert(
      fc.property(damage, fc.nat(intact.length), (edits, length) => {
        const bytes = intact.slice();
        for (const [at, value] of edits) bytes[at] = value;
        expect(isHandled(bytes.subarray(0, length))).toBe(true);
      }),
      { seed: 1, numRuns: 3000 },
    );
  });

  test("nor does noise", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(isHandled(bytes)).toBe(true);
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});
