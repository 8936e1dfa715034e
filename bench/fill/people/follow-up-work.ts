import type { DatabaseSync, SQLInputValue } from "node:sqlite";

import { REVIEW_PRIORITY } from "#shared/contracts/reviews.ts";
import type { Marks } from "#shared/scoring/score-call.ts";

import { personsMarks } from "../../../demo/sample-history/persons-marks.ts";
import type { SeededRandom } from "../../../demo/sample-history/seeded-random.ts";
import { BUSIEST_AGENT, NOW_MS, SITE, TODAY } from "../../bench-site.ts";
import type { DrawnCall } from "../draw-day.ts";
import { MANAGERS, personOfAgent, REVIEWERS } from "./bench-people.ts";
import { coachingStatements, followUpStatements } from "./follow-up-statements.ts";

/** Of the scored calls. */
const SHARES = { reviews: 0.02, disputes: 0.002, coaching: 0.003, acknowledgements: 0.01 };
type Work = keyof typeof SHARES;
const WORKS = ["reviews", "disputes", "coaching", "acknowledgements"] as const satisfies Work[];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_SAMPLES_AFTER_MS = HOUR_MS;
const BLIND_REVIEWS = 0.2;
type Task = readonly [title: string, text: string];
const TASKS: readonly [Task, ...Task[]] = [
  [
    "Sum up before you say goodbye",
    "Say what you will do and by when, then ask whether that is all.",
  ],
  ["Ask two questions before you offer something", "What was tried already, and since when?"],
  ["Name yourself and the company", ""],
];

/**
 * What people do after scores: samples put up, reviews, what agents say of their scores, coaching and the audit log of it, in
 * proportion to the calls and through the product's triggers, which keep queue and notices. Every scored call is shown to it
 * once, in order, when its score is stored.
 */
export class FollowUpWork {
  readonly #random: SeededRandom;
  readonly #run: ReturnType<typeof followUpStatements>;
  readonly #coaching: ReturnType<typeof coachingStatements>;
  readonly #owed: Record<Work, number> = {
    reviews: 0,
    disputes: 0,
    coaching: 0,
    acknowledgements: 0,
  };
  /** The busiest agent comes first at these, so that even a small database has something on their pages. */
  readonly #begun = new Set<Work>();
  #sampledOn = "";
  readonly #sampled = new Set<string>();
  #events = 0;

  constructor(sqlite: DatabaseSync, random: SeededRandom) {
    this.#random = random;
    this.#run = followUpStatements(sqlite);
    this.#coaching = coachingStatements(sqlite);
  }

  /** Answers whether the call was reviewed, which the rollups count. */
  followUp(call: DrawnCall, scoredAt: number): boolean {
    for (const work of WORKS) this.#owed[work] += SHARES[work];
    const isSampled = this.#sample(call, scoredAt);
    const reviewedAt = this.#later(scoredAt, 1, 30);
    let review: { id: string; at: number } | null = null;
    if ((isSampled || call.template?.flagged === 1) && this.#isDue("reviews", call, reviewedAt)) {
      review = { id: `review-${call.recordingId}`, at: reviewedAt };
      this.#review(call, review.id, "review", reviewedAt);
    }
    const disputedAt = this.#later(review?.at ?? scoredAt, 24, 96);
    let isReviewed = review !== null;
    if (this.#isDue("disputes", call, disputedAt)) {
      isReviewed = this.#dispute(call, review?.id ?? "", disputedAt) || isReviewed;
    } else if (this.#isDue("acknowledgements", call, disputedAt)) {
      this.#run.acknowledge(
        call.recordingId,
        review?.id ?? "",
        personOfAgent(call.agent.user),
        disputedAt,
      );
    }
    const coachedAt = this.#later(scoredAt, 24, 72);
    if (this.#isDue("coaching", call, coachedAt)) this.#coach(call, coachedAt);
    return isReviewed;
  }

  /** One call of each agent and day, as edge/reviews/sample-calls.ts draws them the next morning. */
  #sample(call: DrawnCall, scoredAt: number): boolean {
    if (call.localDate === TODAY) return false;
    if (call.localDate !== this.#sampledOn) this.#sampled.clear();
    this.#sampledOn = call.localDate;
    if (this.#sampled.has(call.agent.user)) return false;
    this.#sampled.add(call.agent.user);
    this.#run.sample(call, REVIEW_PRIORITY.sample, scoredAt + FIRST_SAMPLES_AFTER_MS);
    return true;
  }

  /** Answers the marks that were given. */
  #review(call: DrawnCall, id: string, cause: "review" | "dispute", at: number): Marks {
    const { marks, total, flagged, flagReason, verdict } = personsMarks(
      call.template?.marks ?? [],
      this.#random,
    );
    const reviewer = this.#random.chance(0.8) ? this.#reviewer() : this.#manager();
    const [first] = Object.keys(marks);
    const comments =
      first !== undefined && this.#random.chance(0.4)
        ? { [first]: "Says it, but only after the customer has asked for it." }
        : {};
    this.#run.review(call, {
      id,
      cause,
      reviewer,
      marks: JSON.stringify(marks),
      comments: JSON.stringify(comments),
      total,
      flagged: flagged ? 1 : 0,
      flagReason,
      verdict,
      isBlind: this.#random.chance(BLIND_REVIEWS) ? 1 : 0,
      at,
    });
    this.#note(at, reviewer, "review.submit", { id, recording_id: call.recordingId, total });
    return marks;
  }

  /** Answers whether it ended with a review. */
  #dispute(call: DrawnCall, reviewId: string, openedAt: number): boolean {
    const { recordingId, agent } = call;
    const id = `dispute-${recordingId}`;
    const opener = personOfAgent(agent.user);
    const { id: disputed, mark: was } = call.template?.marks[0] ?? { id: "greeting", mark: "NA" };
    const reasons = { [disputed]: "Please listen to the first minute again." };
    const answers = (outcome: "revised" | "kept", given: string, why: string) =>
      JSON.stringify({ [disputed]: { outcome, was, given, why } });
    this.#run.openDispute(
      id,
      recordingId,
      reviewId,
      agent.user,
      opener,
      openedAt,
      JSON.stringify(reasons),
    );
    this.#note(openedAt, opener, "dispute.open", { id, recording_id: recordingId });
    const decidedAt = this.#later(openedAt, 24, 120);
    if (decidedAt > NOW_MS) return false;
    const fate = this.#random.next();
    if (fate < 0.1) {
      this.#run.endDispute(id, "withdrawn", opener, decidedAt, null, null, null);
      this.#note(decidedAt, opener, "dispute.withdraw", { id, recording_id: recordingId });
      return false;
    }
    if (fate < 0.7) {
      const decider = this.#reviewer();
      this.#run.endDispute(
        id,
        "declined",
        decider,
        decidedAt,
        "",
        null,
        answers("kept", was, "The score stands: it comes too late in the call."),
      );
      this.#note(decidedAt, decider, "dispute.decline", { id, recording_id: recordingId });
      return false;
    }
    const answer = `answer-${recordingId}`;
    const given = this.#review(call, answer, "dispute", decidedAt)[disputed] ?? was;
    const [state, outcome] =
      given === was ? (["declined", "kept"] as const) : (["revised", "revised"] as const);
    this.#run.endDispute(
      id,
      state,
      this.#reviewer(),
      decidedAt,
      "",
      answer,
      answers(outcome, given, "It is in the first minute."),
    );
    return true;
  }

  #coach(call: DrawnCall, madeAt: number): void {
    const { recordingId, agent, template } = call;
    const id = `task-${recordingId}`;
    const maker = this.#manager();
    const [title, text] = this.#random.pick(TASKS);
    const weakest = (template?.marks ?? []).toSorted((a, b) => a.mark.localeCompare(b.mark))[0];
    const dueMs = madeAt + this.#random.integer(7, 14) * DAY_MS;
    this.#coaching.make(id, agent.user, title, text, maker, this.#reviewer(), dueMs, madeAt);
    const segments = template?.segments ?? [];
    const clips = Math.min(this.#random.integer(1, 2), segments.length);
    for (let place = 1; place <= clips; place += 1) {
      const from = this.#random.integer(0, segments.length - 1);
      const to = Math.min(from + 3, segments.length - 1);
      this.#coaching.addClip(
        id,
        place,
        recordingId,
        from,
        to,
        segments[from]?.start_sec ?? 0,
        segments[to]?.end_sec ?? 0,
        weakest?.id ?? null,
        madeAt,
      );
    }
    this.#note(madeAt, maker, "coaching.make", {
      id,
      agent_user: agent.user,
      recording_id: recordingId,
    });
    const seenAt = this.#later(madeAt, 4, 72);
    if (seenAt > NOW_MS) return;
    if (this.#random.chance(0.05)) return this.#coaching.cancel(id, seenAt);
    this.#coaching.acknowledge(id, seenAt);
    const doneAt = this.#later(seenAt, 24, 288);
    if (doneAt <= NOW_MS) this.#coaching.finish(id, "It is on my screen now.", doneAt);
  }

  #isDue(work: Work, call: DrawnCall, at: number): boolean {
    if (this.#owed[work] < 1 || at > NOW_MS) return false;
    if (!this.#begun.has(work) && call.agent.user !== BUSIEST_AGENT) return false;
    this.#begun.add(work);
    this.#owed[work] -= 1;
    return true;
  }

  #later(ms: number, fromHours: number, toHours: number): number {
    return ms + this.#random.integer(fromHours * 60, toHours * 60) * 60_000;
  }

  #reviewer(): string {
    return REVIEWERS[this.#random.integer(0, REVIEWERS.length - 1)]?.id ?? "";
  }

  #manager(): string {
    return MANAGERS[this.#random.integer(0, MANAGERS.length - 1)]?.id ?? "";
  }

  #note(at: number, personId: string, action: string, detail: Record<string, SQLInputValue>): void {
    this.#events += 1;
    const id = `event-${String(this.#events).padStart(8, "0")}`;
    this.#run.audit(id, SITE.id, at, `person:${personId}`, action, JSON.stringify(detail));
  }
}
