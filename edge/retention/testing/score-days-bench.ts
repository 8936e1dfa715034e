import { env } from "cloudflare:workers";

import type { Mark } from "#shared/scoring/score-call.ts";

import { openDatabase } from "../../db/client.ts";
import { changeSiteSettings } from "../../site-settings/site-settings.repository.ts";
import { SAMPLE_TEXTS, sampleUpload } from "../../testing/sample-upload.ts";
import { answered, judgementOf, standInJudge } from "../../testing/stand-in-judge.ts";
import { rows } from "../../testing/table-rows.ts";

export const DAY_MS = 86_400_000;

/** A judge that marks a call by the number its last segment ends with. */
export const judgeByLastWord = standInJudge((request) =>
  answered(judgementOf(markOf(request.segments.at(-1)?.text ?? ""), request)),
);
const markOf = (word: string): Mark =>
  word === "1" || word === "2" || word === "3" || word === "5" ? word : "4";

/** A transcript that `judgeByLastWord` gives this mark, of a call on this day. */
export const rated = (recordingId: string, mark: string, call: { local_date?: string } = {}) =>
  sampleUpload(recordingId, call, [...SAMPLE_TEXTS, mark]);

export async function keepScoresFor(siteId: string, days: number): Promise<void> {
  const change = { score_days: days };
  const event = { atMs: 0, actor: "test", action: "settings.change", detail: change };
  await changeSiteSettings(openDatabase(env.DB), siteId, change, event);
}

const JSON_COLUMNS = ["marks", "histogram", "flagged_histogram", "states", "agents"];

/** All that was ever counted at the sites, without revisions; JSON parsed, money to the millionth. */
export async function allRollups(): Promise<object[]> {
  const tables = await Promise.all(
    ["daily_stat", "team_stat", "daily_cost", "tracker_day"].map((table) =>
      rows(`SELECT * FROM ${table} ORDER BY 1, 2, 3, 4`),
    ),
  );
  return tables.flat().map((row) =>
    Object.fromEntries(
      Object.entries({ ...row, revision: null }).map(([name, value]): [string, unknown] => {
        if (JSON_COLUMNS.includes(name)) return [name, JSON.parse(String(value))];
        return [name, name === "cost_usd" ? Math.round(Number(value) * 1e6) / 1e6 : value];
      }),
    ),
  );
}
