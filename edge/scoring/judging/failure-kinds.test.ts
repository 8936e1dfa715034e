import { beforeEach, describe, expect, test } from "vitest";

import {
  FAILURE_KINDS,
  type FailureKind,
  type JudgeOutcome,
  type JudgeRequest,
} from "../../providers/provider.ts";
import { SAMPLE_TEXTS, sampleUpload } from "../../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../../testing/scoring-bench.ts";
import { seedSite } from "../../testing/seed-site.ts";
import { answered, failed, judgementOf, standInJudge } from "../../testing/stand-in-judge.ts";
import { emptyDatabase, rows } from "../../testing/table-rows.ts";
import type { Judgement } from "./judgement.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const START_MS = Date.parse("2026-11-24T06:00:30Z");
/** Midnight in Los Angeles, where the stand-in's day begins. */
const DAY_END_MS = Date.parse("2026-11-24T08:00:00Z");

let bench: ScoringBench;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite("nordwind");
  bench = scoringBench("nordwind", START_MS);
  await bench.upload(sampleUpload("1"));
});

const job = async () =>
  (await rows("SELECT state, attempts, next_at, last_error FROM scoring_job"))[0];
const failing = (kind: FailureKind, retryAfterMs: number | null = null) =>
  standInJudge(() => failed(kind, retryAfterMs));
const second = () =>
  standInJudge((request) => answered(judgementOf("4", request)), { name: "openai-compatible" });

type Expected = {
  /** How often the first judge is asked. */
  asks: number;
  /** Whether the second judge gets the call. */
  usesNext: boolean;
  /** Where the job goes when the first judge is the only one. */
  alone: { state: string; attempts: number; nextAtMs: number };
};
const held = (afterMs: number) => ({ state: "held", attempts: 0, nextAtMs: START_MS + afterMs });
const due = { state: "due", attempts: 1, nextAtMs: START_MS + 2 * MINUTE_MS };
const needsHuman = { state: "needs_human", attempts: 1, nextAtMs: START_MS };

const EXPECTED: Record<FailureKind, Expected> = {
  minute_limit: { asks: 1, usesNext: false, alone: held(30 * SECOND_MS) },
  day_limit: { asks: 1, usesNext: true, alone: held(DAY_END_MS - START_MS) },
  overload: { asks: 1, usesNext: true, alone: held(MINUTE_MS) },
  timeout: { asks: 1, usesNext: true, alone: held(MINUTE_MS) },
  geo_block: { asks: 1, usesNext: true, alone: held(10 * MINUTE_MS) },
  auth: { asks: 1, usesNext: true, alone: held(10 * MINUTE_MS) },
  too_large: { asks: 1, usesNext: true, alone: needsHuman },
  blocked: { asks: 1, usesNext: true, alone: needsHuman },
  truncated: { asks: 2, usesNext: true, alone: due },
  malformed: { asks: 2, usesNext: true, alone: due },
  wrong_schema: { asks: 2, usesNext: true, alone: due },
  our_bug: {
    asks: 1,
    usesNext: false,
    alone: { state: "failed", attempts: 0, nextAtMs: START_MS },
  },
};

describe.each(FAILURE_KINDS)("a judge that fails by %s", (kind) => {
  const expected = EXPECTED[kind];

  test("alone leaves the job where its kind says", async () => {
    const judge = failing(kind);
    await bench.tick([judge]);
    expect(judge.asked).toHaveLength(expected.asks);
    const { state, attempts, nextAtMs } = expected.alone;
    expect(await job()).toEqual({
      state,
      attempts,
      next_at: nextAtMs,
      last_error: expect.stringContaining(kind),
    });
  });

  test("makes way for the next one, or does not", async () => {
    const next = second();
    await bench.tick([failing(kind), next]);
    expect(next.asked).toHaveLength(expected.usesNext ? 1 : 0);
    expect((await job())?.["state"] === "done").toBe(expected.usesNext);
  });

  test("is asked again with what was wrong, where that may help", async () => {
    const judge = failing(kind);
    await bench.tick([judge]);
    const corrections = judge.asked.map(({ correction }) => correction);
    const first = null;
    const again = expect.stringContaining("answer");
    expect(corrections).toEqual([first, again].slice(0, expected.asks));
  });
});

describe("a judge that needs a correction", () => {
  test.each<FailureKind>(["truncated", "malformed", "wrong_schema"])(
    "after %s and then answers well has scored the call",
    async (kind) => {
      const judge = standInJudge((request) =>
        request.correction === null ? failed(kind) : answered(judgementOf("4", request)),
      );
      expect(await bench.tick([judge])).toMatchObject({ scored: 1 });
      expect(await job()).toMatchObject({ state: "done", attempts: 0, last_error: null });
    },
  );

  test("is not asked a third time, whatever is wrong then", async () => {
    const outcomes: JudgeOutcome[] = [failed("malformed"), failed("wrong_schema")];
    const judge = standInJudge(() => outcomes.shift() ?? failed("our_bug"));
    await bench.tick([judge]);
    expect(judge.asked).toHaveLength(2);
  });
});

describe("a mark without evidence", () => {
  const inventing = () =>
    standInJudge((request) =>
      answered(judgementOf("5", request, { closing: { evidence: ["Have a lovely day"] } })),
    );

  test("is asked about once, then the next judge is, then a person", async () => {
    const [first, next] = [inventing(), inventing()];
    await bench.tick([first, next]);
    expect(first.asked.map(({ correction }) => correction)).toEqual([
      null,
      expect.stringContaining("closing"),
    ]);
    expect(next.asked).toHaveLength(2);
    expect(await job()).toMatchObject({
      state: "needs_human",
      last_error: expect.stringContaining("closing"),
    });
    expect(await rows("SELECT * FROM score")).toEqual([]);
  });

  const invented = { evidence: ["Nobody said any of this"] };
  const lacking: [string, (request: JudgeRequest) => Judgement, string][] = [
    [
      "a mark of 2 without a quote",
      (request) => judgementOf("4", request, { needs: { mark: "2", evidence: [] } }),
      "a quote from the transcript for needs",
    ],
    [
      "a mark of 5 on what only the customer said",
      (request) =>
        judgementOf("4", request, { needs: { mark: "5", evidence: ["My bill is twice as high"] } }),
      "a quote of the agent's own words for needs",
    ],
    [
      "an auto-fail that nobody said",
      (request) => ({
        ...judgementOf("4", request),
        auto_fails: [{ id: "abuse", ...invented }],
      }),
      "a quote from the transcript for abuse",
    ],
    [
      "a criterion that was not judged",
      (request) => {
        const { closing: _, ...criteria } = judgementOf("4", request).criteria;
        return { ...judgementOf("4", request), criteria };
      },
      "a judgement for closing",
    ],
    [
      "quotes that are mostly invented, under marks that need none",
      (request) =>
        judgementOf("4", request, {
          greeting: invented,
          needs: invented,
          product: invented,
          closing: invented,
          resolution: invented,
        }),
      "nly 3 of 8 quotes occur in the transcript",
    ],
  ];

  test.each(lacking)(
    "%s is asked about once, then the next judge is, then a person, who reads what each lacked",
    async (_, judgement, reason) => {
      const upload = sampleUpload("1", {}, [...SAMPLE_TEXTS, "Bye."]);
      const segments = upload.transcript.segments.map((segment, index) => ({
        ...segment,
        speaker: index % 2 === 0 ? ("agent" as const) : ("customer" as const),
      }));
      await bench.upload({ ...upload, transcript: { ...upload.transcript, segments } });
      const judges = (["gemini", "openai-compatible"] as const).map((name) =>
        standInJudge((request) => answered(judgement(request)), { name }),
      );
      await bench.tick(judges);
      expect(judges.map(({ asked }) => asked.map(({ correction }) => correction))).toEqual([
        [null, expect.stringContaining(reason)],
        [null, expect.stringContaining(reason)],
      ]);
      const stored = await rows(
        "SELECT state, last_error FROM scoring_job WHERE transcript_version = 2",
      );
      expect(stored).toMatchObject([{ state: "needs_human" }]);
      for (const { name } of judges) {
        expect(stored[0]?.["last_error"]).toMatch(new RegExp(`${name}: [^;]*${reason}`));
      }
      expect(await rows("SELECT * FROM score")).toEqual([]);
    },
  );

  test("is forgiven when the correction brings some, and both answers are paid for", async () => {
    const judge = standInJudge((request) =>
      answered(
        judgementOf("5", request, request.correction === null ? { closing: { evidence: [] } } : {}),
      ),
    );
    expect(await bench.tick([judge])).toMatchObject({ scored: 1 });
    expect(await rows("SELECT total, input_tokens, cost_usd FROM score")).toEqual([
      { total: 100, input_tokens: 1800, cost_usd: 0.004 },
    ]);
  });
});

describe("content that spoils every answer", () => {
  test("goes to a person after three times", async () => {
    for (const [attempts, state] of [
      [1, "due"],
      [2, "due"],
      [3, "needs_human"],
    ] as const) {
      await bench.tick([failing("malformed")]);
      expect(await job()).toMatchObject({ state, attempts });
      bench.clock.nowMs += 10 * MINUTE_MS;
    }
  });

  test("counts also when another judge is only waited for", async () => {
    await bench.tick([failing("malformed"), failing("overload")]);
    expect(await job()).toMatchObject({ state: "held", attempts: 1 });
  });
});
