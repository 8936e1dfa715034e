import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { callSchema } from "#shared/contracts/call.ts";
import { transcriptSchema } from "#shared/contracts/transcript.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import {
  autoFailIdSchema,
  criterionIdSchema,
  STANDARD_CRITERION_IDS,
} from "#shared/scorecard/scorecard.ts";
import { markSchema, scoreCall } from "#shared/scoring/score-call.ts";

import { generateSampleHistory } from "./generate-sample-history.ts";
import type { SampleHistory } from "./history-rows.ts";

const OPTIONS = { seed: 7, today: "2026-11-23", timeZone: "Europe/London" };

const quoteSchema = z.object({
  quote: z.string().min(1),
  segment: z.int().nonnegative(),
  start_sec: z.number(),
  end_sec: z.number(),
});
const criteriaSchema = z.array(
  z.object({
    id: criterionIdSchema,
    mark: markSchema,
    rationale: z.string().min(1),
    evidence: z.array(quoteSchema),
  }),
);
const autoFailsSchema = z.array(
  z.object({ id: autoFailIdSchema, evidence: z.array(quoteSchema).min(1) }),
);

let history: SampleHistory;
beforeAll(() => {
  history = generateSampleHistory(OPTIONS);
});

describe("generateSampleHistory", () => {
  test("the same options give the same history, another seed another one", () => {
    expect(generateSampleHistory(OPTIONS)).toEqual(history);
    expect(generateSampleHistory({ ...OPTIONS, seed: 8 }).scores).not.toEqual(history.scores);
  });

  test("thirty days end the day before yesterday, in the site's own dates", () => {
    for (const timeZone of ["Europe/London", "America/Los_Angeles", "Pacific/Auckland"]) {
      const { calls } = generateSampleHistory({ ...OPTIONS, timeZone });
      const dates = [...new Set(calls.map((call) => call.local_date))].toSorted();
      expect([dates[0], dates.at(-1)]).toEqual(["2026-10-23", "2026-11-21"]);
      const localDate = new Intl.DateTimeFormat("en-CA", { timeZone });
      expect(calls.every((call) => localDate.format(call.started_at) === call.local_date)).toBe(
        true,
      );
    }
  });

  test("every call and transcript could have come over the wire", () => {
    const transcripts = new Map(history.transcripts.map((row) => [row.recording_id, row]));
    for (const row of history.calls) {
      callSchema.parse({
        ...row,
        started_at: new Date(row.started_at).toISOString(),
        state: row.agent_state,
      });
      const transcript = transcripts.get(row.recording_id);
      expect(transcript !== undefined).toBe(row.agent_state === "transcribed");
      if (transcript === undefined) continue;
      const { segments, redactions, ...rest } = transcript;
      const parsed = transcriptSchema.parse({
        ...rest,
        segments: JSON.parse(segments),
        redactions: JSON.parse(redactions),
      });
      expect(parsed.segments.at(-1)?.end_sec).toBeLessThanOrEqual(parsed.audio_sec);
      expect(parsed.segments.every((segment) => !/[{}]/.test(segment.text))).toBe(true);
    }
    expect(new Set(history.calls.map((row) => row.recording_id)).size).toBe(history.calls.length);
  });

  test("every quote is in the transcript where it says, and every mark has one", () => {
    const texts = new Map(
      history.transcripts.map((row) => [
        row.recording_id,
        z.array(z.object({ text: z.string() })).parse(JSON.parse(row.segments)),
      ]),
    );
    for (const score of history.scores) {
      const segments = texts.get(score.recording_id) ?? [];
      const criteria = criteriaSchema.parse(JSON.parse(score.criteria));
      const autoFails = autoFailsSchema.parse(JSON.parse(score.auto_fails));
      expect(criteria.map(({ id }) => id)).toEqual([...STANDARD_CRITERION_IDS]);
      for (const { mark, evidence } of criteria) expect(evidence.length > 0).toBe(mark !== "NA");
      for (const quote of [...criteria, ...autoFails].flatMap(({ evidence }) => evidence)) {
        expect(segments[quote.segment]?.text).toContain(quote.quote);
      }
      const marks = Object.fromEntries(criteria.map(({ id, mark }) => [id, mark]));
      expect(
        scoreCall(
          defaultScorecard,
          marks,
          autoFails.map(({ id }) => id),
        ),
      ).toEqual({
        total: score.total,
        flagged: score.flagged === 1,
        flagReason: score.flag_reason,
      });
    }
  });

  test("there is something to see: a spread of agents, drift, flags and auto-fails, but not too many", () => {
    const meanOf = (user: string, from: number, to: number) => {
      const totals = history.scores
        .filter((score) => score.agent_user === user)
        .map((score) => score.total ?? 0);
      const part = totals.slice(totals.length * from, totals.length * to);
      return part.reduce((sum, total) => sum + total, 0) / part.length;
    };
    expect(meanOf("2005", 0, 1) - meanOf("2012", 0, 1)).toBeGreaterThan(15);
    expect(meanOf("2002", 0.5, 1) - meanOf("2002", 0, 0.5)).toBeGreaterThan(5);
    expect(meanOf("2003", 0, 0.5) - meanOf("2003", 0.5, 1)).toBeGreaterThan(5);
    const share = (count: number) => count / history.scores.length;
    const flagged = history.scores.filter((score) => score.flagged === 1).length;
    const autoFailed = history.scores.filter((score) => score.auto_fails !== "[]").length;
    expect(share(flagged)).toBeGreaterThan(0.03);
    expect(share(flagged)).toBeLessThan(0.15);
    expect(autoFailed).toBeGreaterThan(3);
    expect(share(autoFailed)).toBeLessThan(0.03);
  });

  test("everything is marked as a sample", () => {
    expect(history.calls.every((row) => row.is_sample === 1)).toBe(true);
    expect(history.scores.every((row) => row.is_sample === 1 && row.provider === "sample")).toBe(
      true,
    );
  });
});
