import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { markSchema } from "#shared/scoring/score-call.ts";
import { addDays } from "#shared/time/site-time.ts";

import { personsMarks } from "../../../demo/sample-history/persons-marks.ts";
import type { SeededRandom } from "../../../demo/sample-history/seeded-random.ts";
import { NOW_MS, SITE, TODAY } from "../../bench-site.ts";
import { ADMIN, REVIEWERS } from "./bench-people.ts";

const CALLS = 24;
const DAY_MS = 86_400_000;
const EXPERT = REVIEWERS[0]?.id ?? "";
/** Three raters and how many calls of the open round each has marked; whoever looks has none yet. */
const RATERS: readonly [id: string, marked: number][] = [
  [EXPERT, 15],
  [REVIEWERS[1]?.id ?? "", 6],
  [ADMIN, 0],
];
const ROUNDS = [
  { id: "open", state: "open", name: "This month: empathy and ownership", begunDaysAgo: 3 },
  { id: "closed", state: "closed", name: "Last month", begunDaysAgo: 30 },
] as const;

const callSchema = z.object({
  recording_id: z.string(),
  criteria: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(z.object({ id: z.string(), mark: markSchema }))),
});

/** An open and a closed round of the last month's calls, with all its marks and some decisions. */
export function addCalibrationRounds(sqlite: DatabaseSync, random: SeededRandom): void {
  const found = sqlite
    .prepare(
      `SELECT recording_id, criteria FROM score
       WHERE site_id = ? AND is_current = 1 AND local_date < ? ORDER BY local_date DESC, total, recording_id LIMIT ?`,
    )
    .all(SITE.id, TODAY, ROUNDS.length * CALLS);
  const calls = z.array(callSchema).parse(found);
  const round = sqlite.prepare(
    `INSERT INTO calibration_round (id, site_id, name, state, scorecard, expert_id, calls, due_date, created_by, created_at, closed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const member = sqlite.prepare(
    "INSERT INTO calibration_call (round_id, recording_id, position, score_version) VALUES (?, ?, ?, 1)",
  );
  const rater = sqlite.prepare(
    "INSERT INTO calibration_rater (round_id, person_id, marked) VALUES (?, ?, ?)",
  );
  const mark = sqlite.prepare(
    `INSERT INTO calibration_mark (round_id, recording_id, person_id, marks, comments, auto_fails, total, flagged, comment, submitted_at)
     VALUES (?, ?, ?, ?, '{}', '[]', ?, ?, '', ?)`,
  );
  const decision = sqlite.prepare(
    `INSERT INTO calibration_decision (id, round_id, recording_id, criterion_id, mark, text, decided_by, decided_at)
     VALUES (?, ?, ?, ?, '3', 'Says who is calling, but not which company: that is a three.', ?, ?)`,
  );
  for (const [place, { id, state, name, begunDaysAgo }] of ROUNDS.entries()) {
    const own = calls.slice(place * CALLS, (place + 1) * CALLS);
    const begunAt = NOW_MS - begunDaysAgo * DAY_MS;
    const closedAt = state === "closed" ? begunAt + 7 * DAY_MS : null;
    const dueDate = addDays(TODAY, 7 - begunDaysAgo);
    const card = JSON.stringify(defaultScorecard);
    round.run(
      id,
      SITE.id,
      name,
      state,
      card,
      EXPERT,
      own.length,
      dueDate,
      ADMIN,
      begunAt,
      closedAt,
    );
    for (const [at, call] of own.entries()) member.run(id, call.recording_id, at + 1);
    for (const [person, markedOfOpen] of RATERS) {
      const marked = own.slice(0, state === "closed" ? own.length : markedOfOpen);
      rater.run(id, person, marked.length);
      for (const { recording_id, criteria } of marked) {
        const { marks, total, flagged } = personsMarks(criteria, random);
        mark.run(
          id,
          recording_id,
          person,
          JSON.stringify(marks),
          total,
          flagged ? 1 : 0,
          begunAt + DAY_MS,
        );
      }
    }
    if (closedAt === null) continue;
    for (const [at, { recording_id, criteria }] of own.slice(0, 5).entries()) {
      decision.run(
        `decision-${at + 1}`,
        id,
        recording_id,
        criteria[0]?.id ?? "",
        EXPERT,
        closedAt + at * 1000,
      );
    }
  }
}
