import { env } from "cloudflare:workers";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { allMarks } from "../../qa-api/testing/all-marks.ts";
import { LONDON, seedCalls, seedSite } from "../../qa-api/testing/seed-site.ts";
import { asker, type Form } from "../../testing/ask.ts";
import { seedPerson, signedInAs } from "../../testing/signed-in.ts";
import { emptyDatabase, rows } from "../../testing/table-rows.ts";
import { testApp } from "../../testing/test-app.ts";

/** The call is scored an hour after it began: on 23 November in London, so that it can be disputed through 7 December. */
const STARTED = "2026-11-23T09:00:00Z";
export const NOW_MS = Date.parse("2026-11-24T09:30:00Z");
export const OTHER = { id: "other", name: "Somebody else", timeZone: "UTC" };

export const app = testApp(NOW_MS);
/** Cookies: Sarah, whose calls they are, and Grace are agents, Jo reviews, Max manages. */
export const who = { sarah: "", grace: "", jo: "", max: "" };
/** Ids of people. */
export const ids = { sarah: "", jo: "", max: "" };

/** A site with three calls of Sarah's: `a` is flagged, `good` is not, `unscored` has no score. */
export async function seedDisputable(): Promise<void> {
  await emptyDatabase();
  await seedSite(env.DB, LONDON);
  await seedSite(env.DB, OTHER);
  app.clock.nowMs = NOW_MS;
  ids.sarah = await seedPerson(LONDON.id, "agent", "1001");
  ids.jo = await seedPerson(LONDON.id, "reviewer");
  ids.max = await seedPerson(LONDON.id, "manager");
  who.sarah = await signedInAs(LONDON.id, ids.sarah);
  who.grace = await signedInAs(LONDON.id, await seedPerson(LONDON.id, "agent", "1008"));
  who.jo = await signedInAs(LONDON.id, ids.jo);
  who.max = await signedInAs(LONDON.id, ids.max);
  await seedCalls(env.DB, LONDON, [
    { recordingId: "a", startedAt: STARTED, marks: allMarks("2") },
    { recordingId: "good", startedAt: STARTED, marks: allMarks("5") },
    { recordingId: "unscored", startedAt: STARTED },
  ]);
}

export const ask: ReturnType<typeof asker> = (...request) => asker(app)(...request);
export const REASONS = { "reason.greeting": "I said my name at the start.", "reason.closing": "" };
export const openOne = (cookie = who.sarah, form: Form = REASONS, call = "a") =>
  ask(cookie, `/calls/${call}/disputes`, form);
export const acknowledge = (cookie = who.sarah, call = "a") =>
  ask(cookie, `/calls/${call}/acknowledgement`, {});
export const disputeId = async () => String((await rows("SELECT id FROM dispute"))[0]?.["id"]);
export const answer = async (form: Form, cookie = who.jo) =>
  ask(cookie, `/disputes/${await disputeId()}/answer`, form);
/** Keeps the one thing that REASONS dispute. */
export const decline = async (cookie = who.jo, why = "It is not on the recording.") =>
  answer({ "given.greeting": "keep", "why.greeting": why }, cookie);
export const withdraw = async (cookie = who.sarah) =>
  ask(cookie, `/disputes/${await disputeId()}/withdraw`, {});
export const review = async (cookie = who.jo, answers = "", mark = "4") =>
  ask(cookie, "/calls/a/reviews", {
    ...Object.fromEntries(defaultScorecard.criteria.map(({ id }) => [`mark.${id}`, mark])),
    comment: "You are right.",
    dispute: answers,
    ...(answers === "" ? {} : { "why.greeting": "You say it at 0:04." }),
  });
const SCORE_COLUMNS = `site_id, recording_id, transcript_version, scorecard_id, scorecard_version, provider, model,
  prompt_version, agent_user, campaign_id, local_date, is_sample, criteria, auto_fails, injections, summary, strengths,
  improvements, input_tokens, output_tokens, cost_usd, latency_ms, raw_answer`;
/** The call is scored once more, as the ledger does it. */
export const scoreAnew = () =>
  env.DB.batch([
    env.DB.prepare("UPDATE score SET is_current = 0 WHERE recording_id = 'a'"),
    env.DB.prepare(
      `INSERT INTO score (${SCORE_COLUMNS}, version, is_current, total, flagged, flag_reason, created_at)
       SELECT ${SCORE_COLUMNS}, 2, 1, 60, 0, NULL, ? FROM score WHERE recording_id = 'a'`,
    ).bind(NOW_MS),
  ]);

export const states = async () =>
  (await rows("SELECT state FROM dispute ORDER BY opened_at")).map((row) => row["state"]);
export const item = async (call = "a") => {
  const [row] = await rows(
    "SELECT state, reasons, priority FROM review_item WHERE recording_id = ?",
    call,
  );
  if (row === undefined) return null;
  return [
    row["state"],
    Object.keys(JSON.parse(String(row["reasons"]))).toSorted(),
    row["priority"],
  ];
};
export const notices = async (name: keyof typeof ids) =>
  (await rows("SELECT kind FROM notice WHERE person_id = ? ORDER BY created_at", ids[name])).map(
    (row) => row["kind"],
  );
export const actions = async () =>
  (await rows("SELECT action FROM audit_event ORDER BY at")).map((row) => row["action"]);
