import { describe, expect, test } from "vitest";

import type { WindowPiece } from "../audio/window-clock.ts";
import { transcribeWindow } from "./transcribe-window.ts";
import type { EngineOptions, EngineSegment, Heard } from "./whisper-engine.ts";

/*
 * What is tried when, with texts that the demo's model never gives; the real engine is asked again in demo-calls.test.ts.
 */

/** Speech from 100.2 to 105 s and from 108 to 109.8 s of the recording. */
const PIECES: WindowPiece[] = [
  {
    startSec: 100,
    endSec: 105.2,
    offsetSec: 0,
    sharedSec: 0,
    speech: [{ startSec: 100.2, endSec: 105 }],
  },
  {
    startSec: 107.8,
    endSec: 110,
    offsetSec: 5.2,
    sharedSec: 0,
    speech: [{ startSec: 108, endSec: 109.8 }],
  },
];

const segment = (
  fromSec: number,
  toSec: number,
  text: string,
  confidence = 0.9,
): EngineSegment => ({
  fromSec,
  toSec,
  text,
  confidence,
  words: [{ text: ` ${text}`, fromSec, toSec }],
});
const GOOD = [
  segment(0.2, 5, "I would like to know where my order is, please."),
  segment(5.4, 7.2, "It has not come yet."),
];
const LOOP = [
  segment(0.2, 5, "I would like ".repeat(20)),
  segment(5.4, 7.2, "It has not come yet."),
];

/** Gives one text after the other, the last for ever, and remembers what it was asked. */
function engineThatHears(...texts: EngineSegment[][]) {
  const asked: EngineOptions[] = [];
  return {
    asked,
    async transcribe(_: Float32Array, options: EngineOptions): Promise<Heard> {
      const segments = texts[Math.min(asked.length, texts.length - 1)] ?? [];
      asked.push(options);
      return { language: segments.length === 0 ? null : "en", segments };
    },
  };
}

const run = (engine: ReturnType<typeof engineThatHears>, options = {}) =>
  transcribeWindow(new Float32Array(7.4 * 16_000), PIECES, engine, {
    language: "en",
    initialPrompt: "Northgate",
    trimAudioCtx: true,
    ...options,
  });

describe("tries", () => {
  test("a text without doubt is taken as it is, in the recording's time", async () => {
    const engine = engineThatHears(GOOD);
    const { segments, leftOut, tries } = await run(engine);
    expect({ tries, leftOut }).toEqual({ tries: 1, leftOut: [] });
    expect(segments).toMatchObject([
      { startSec: 100.2, endSec: 105, text: GOOD[0]?.text },
      { startSec: 108, endSec: 109.8, text: GOOD[1]?.text },
    ]);
    expect(engine.asked).toMatchObject([
      { temperature: 0, trimAudioCtx: true, refuseRepetition: false, useContext: true },
    ]);
  });

  test("a doubtful one is tried with the whole context, at higher temperatures, then without prompt; and no more", async () => {
    const engine = engineThatHears(LOOP);
    const { segments, leftOut, tries } = await run(engine);
    expect(tries).toBe(4);
    expect(engine.asked).toMatchObject([
      { temperature: 0, trimAudioCtx: true, initialPrompt: "Northgate", useContext: true },
      { temperature: 0, trimAudioCtx: false, refuseRepetition: false, initialPrompt: "Northgate" },
      { temperature: 0.2, trimAudioCtx: false, refuseRepetition: true, initialPrompt: "Northgate" },
      { temperature: 0.4, trimAudioCtx: false, initialPrompt: null, useContext: false },
    ]);
    expect(segments.map(({ text }) => text)).toEqual(["It has not come yet."]);
    expect(leftOut).toEqual([
      { startSec: 100.2, endSec: 105, reason: "repetition", outcome: "inaudible" },
    ]);
  });

  test("where nothing was trimmed there is one try less", async () => {
    const engine = engineThatHears(LOOP);
    await run(engine, { trimAudioCtx: false });
    expect(engine.asked.map(({ temperature }) => temperature)).toEqual([0, 0.2, 0.4]);
  });

  test("at higher temperatures no text is surer than the most probable one was", async () => {
    const surer = GOOD.map((one) => ({ ...one, confidence: 1 }));
    const { segments } = await run(engineThatHears(LOOP, LOOP, surer));
    expect(segments.map(({ confidence }) => confidence)).toEqual([0.9, 0.9]);
  });

  test("the first try without doubt is the last", async () => {
    const engine = engineThatHears(LOOP, GOOD, LOOP);
    const { segments, leftOut, tries } = await run(engine);
    expect({ tries, leftOut }).toEqual({ tries: 2, leftOut: [] });
    expect(segments.map(({ text }) => text)).toEqual(GOOD.map(({ text }) => text));
  });

  test("of several doubtful ones that with the least doubtful speech counts", async () => {
    const half = [segment(0.2, 5, "I would like to know where my order is, please.")];
    const { segments, leftOut } = await run(engineThatHears(LOOP, half, LOOP));
    expect(segments.map(({ text }) => text)).toEqual(half.map(({ text }) => text));
    expect(leftOut).toEqual([
      { startSec: 108, endSec: 109.8, reason: "no_text", outcome: "inaudible" },
    ]);
  });

  test("a trimmed text that the engine is unsure of is tried with the whole context, and the surer one is taken", async () => {
    const unsure = GOOD.map((one) => ({ ...one, confidence: 0.3 }));
    const { segments, tries } = await run(engineThatHears(unsure, GOOD));
    expect(tries).toBe(2);
    expect(segments.map(({ confidence }) => confidence)).toEqual([0.9, 0.9]);
  });
});

describe("what is left out", () => {
  test("a stock phrase over a short sound is dropped, over speech it becomes inaudible", async () => {
    const phrase = [GOOD[0] ?? segment(0, 1, ""), segment(5.4, 7.2, "Thanks for watching!")];
    const over = await run(engineThatHears(phrase));
    expect(over.leftOut).toEqual([
      { startSec: 108, endSec: 109.8, reason: "stock_phrase", outcome: "inaudible" },
    ]);
    const click: WindowPiece = {
      startSec: 0,
      endSec: 0.7,
      offsetSec: 0,
      sharedSec: 0,
      speech: [{ startSec: 0.2, endSec: 0.5 }],
    };
    const { segments, leftOut } = await transcribeWindow(
      new Float32Array(0.7 * 16_000),
      [click],
      engineThatHears([segment(0, 0.7, "Thanks for watching!")]),
      { language: "en", initialPrompt: null, trimAudioCtx: true },
    );
    expect(segments).toEqual([]);
    expect(leftOut).toMatchObject([{ reason: "stock_phrase", outcome: "dropped" }]);
  });

  test("no text at all is inaudible with its times, and says nothing of the language", async () => {
    const { segments, leftOut, language } = await run(engineThatHears([]), { language: "auto" });
    expect({ segments, language }).toEqual({ segments: [], language: null });
    expect(leftOut).toEqual([
      { startSec: 100.2, endSec: 105, reason: "no_text", outcome: "inaudible" },
      { startSec: 108, endSec: 109.8, reason: "no_text", outcome: "inaudible" },
    ]);
  });
});

test("a language that was recognised is not recognised again at the next try", async () => {
  const engine = engineThatHears(LOOP, GOOD);
  expect(await run(engine, { language: "auto" })).toMatchObject({ language: "en" });
  expect(engine.asked.map(({ language }) => language)).toEqual(["auto", "en"]);
});
