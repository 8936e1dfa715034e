import * as z from "zod";

import {
  criterionIdSchema,
  scorecardContentSchema,
  scorecardIdSchema,
  scorecardNameSchema,
} from "#shared/scorecard/scorecard.ts";
import { markSchema } from "#shared/scoring/score-call.ts";

import { dayOrInstantSchema } from "./period-query.ts";
import { averageMarkSchema, countSchema, instantSchema, totalSchema } from "./qa-api.ts";

/* Scorecards of a site, their assignment to campaigns, and runs: tries on past calls and re-scores. */

/** The card that is code: always published, never changed here, and what judges wherever nothing is assigned. */
export const DEFAULT_SCORECARD_ID = "default";

const versionSchema = z.int().positive();

export const scorecardStateSchema = z.enum(["draft", "published", "retired"]);
export type ScorecardState = z.infer<typeof scorecardStateSchema>;

/** A version of a scorecard, as a row of a list. */
export const scorecardRowSchema = z.strictObject({
  scorecard_id: scorecardIdSchema,
  version: versionSchema,
  name: z.string(),
  state: scorecardStateSchema,
  /** Whether it comes with Nightshift, and cannot be changed. */
  built_in: z.boolean(),
  criteria: countSchema,
  auto_fails: countSchema,
  flag_below: z.number(),
  min_call_sec: z.number(),
  /** `sales/2`; null where it was written anew. */
  copied_from: z.string().nullable(),
  created_at: instantSchema.nullable(),
  created_by: z.string().nullable(),
  /** When a draft was last saved. */
  updated_at: instantSchema.nullable(),
  published_at: instantSchema.nullable(),
  published_by: z.string().nullable(),
  retired_at: instantSchema.nullable(),
  retired_by: z.string().nullable(),
});
export type ScorecardRow = z.infer<typeof scorecardRowSchema>;
export const scorecardRowsSchema = z.array(scorecardRowSchema);

/** One version with all that it holds. */
export const scorecardAnswerSchema = scorecardRowSchema.extend({ content: scorecardContentSchema });
export type ScorecardAnswer = z.infer<typeof scorecardAnswerSchema>;

export const scorecardQuerySchema = z.object({
  /** The newest one unless it is given. */
  version: z.coerce.number().int().positive().optional(),
});

/** Body of `POST /api/qa/scorecards`: a new card, written out or copied from a version of another. */
export const newScorecardSchema = z
  .strictObject({
    id: scorecardIdSchema.refine(
      (id) => id !== DEFAULT_SCORECARD_ID,
      "default is the built-in card's id; choose another",
    ),
    content: scorecardContentSchema.optional(),
    copy_of: z.strictObject({ id: scorecardIdSchema, version: versionSchema }).optional(),
    /** What the new card is called, where that is not what the copied one is. */
    name: scorecardNameSchema.optional(),
  })
  .refine(
    ({ content, copy_of }) => (content === undefined) !== (copy_of === undefined),
    "give either content or copy_of",
  );
export type NewScorecard = z.infer<typeof newScorecardSchema>;

/** Body of `POST …/publish` and `…/retire`. */
export const scorecardVersionSchema = z.strictObject({ version: versionSchema });

export const assignmentRowSchema = z.strictObject({
  /** Null: the site's, for campaigns that have none of their own. */
  campaign_id: z.string().nullable(),
  scorecard_id: scorecardIdSchema,
  version: versionSchema,
  name: z.string(),
  /** Null where nothing was assigned and the default card judges. */
  assigned_at: instantSchema.nullable(),
  assigned_by: z.string().nullable(),
});
export type AssignmentRow = z.infer<typeof assignmentRowSchema>;
export const assignmentRowsSchema = z.array(assignmentRowSchema);

/** Body of `POST /api/qa/scorecard-assignments`. */
export const newAssignmentSchema = z
  .strictObject({
    campaign_id: z.string().trim().min(1).max(64).nullable(),
    /** Null takes the assignment away: the campaign goes by the site's card, the site by the default one. */
    scorecard_id: scorecardIdSchema.nullable(),
    /** A published version; left out for the default card, which has only the one. */
    version: versionSchema.optional(),
  })
  .refine(
    ({ scorecard_id, version }) =>
      (scorecard_id === null || scorecard_id === DEFAULT_SCORECARD_ID) === (version === undefined),
    {
      path: ["version"],
      message: "name a published version, but none for the default card or null",
    },
  );
export type NewAssignment = z.infer<typeof newAssignmentSchema>;

export const MAX_TRY_CALLS = 50;
/** Each is two rows read by whoever looks at the run, and no GET may read 2,000. */
export const MAX_RESCORE_CALLS = 900;
export const MAX_SELECTION_DAYS = 92;

const recordingIds = (max: number) => z.array(z.string().trim().min(1).max(64)).min(1).max(max);
const filterText = z.string().trim().min(1).max(64).optional();

/** Which scored calls are meant: all of these together; the newest first. */
export const callFilterSchema = z.strictObject({
  from: dayOrInstantSchema,
  to: dayOrInstantSchema,
  campaign: filterText,
  agent: filterText,
  /** By which card, and version of it, they were scored last. */
  scorecard_id: scorecardIdSchema.optional(),
  scorecard_version: versionSchema.optional(),
});
export type CallFilter = z.infer<typeof callFilterSchema>;

/** Either ids or a filter. */
const selection = (maxIds: number) => ({
  recording_ids: recordingIds(maxIds).optional(),
  filter: callFilterSchema.optional(),
});
const isOneSelection = (body: { recording_ids?: unknown; filter?: unknown }) =>
  (body.recording_ids === undefined) !== (body.filter === undefined);
const ONE_SELECTION = "give either recording_ids or filter";

/** Body of `POST /api/qa/scorecards/{id}/try`. */
export const newTrySchema = z
  .strictObject({
    version: versionSchema,
    ...selection(MAX_TRY_CALLS),
    /** So many of what the filter finds, the newest first. */
    limit: z.int().min(1).max(MAX_TRY_CALLS).default(20),
  })
  .refine(isOneSelection, ONE_SELECTION);
export type NewTry = z.infer<typeof newTrySchema>;

/** Body of `POST /api/qa/scorecards/{id}/rescore`. */
export const newRescoreSchema = z
  .strictObject({
    version: versionSchema,
    ...selection(MAX_RESCORE_CALLS),
    /** True: only count the calls and estimate the cost. */
    dry_count: z.boolean().default(false),
  })
  .refine(isOneSelection, ONE_SELECTION);
export type NewRescore = z.infer<typeof newRescoreSchema>;

export const runKindSchema = z.enum(["try", "rescore"]);
export type RunKind = z.infer<typeof runKindSchema>;

/** What a re-score would take on. */
export const rescoreAnswerSchema = z.strictObject({
  /** Null for a count alone. */
  run_id: z.string().nullable(),
  calls: countSchema,
  /** What the calls' present scores cost to make; that of another judge may differ. */
  estimated_cost_usd: z.number().nonnegative(),
});
export type RescoreAnswer = z.infer<typeof rescoreAnswerSchema>;

export const runRowSchema = z.strictObject({
  run_id: z.string(),
  kind: runKindSchema,
  scorecard_id: scorecardIdSchema,
  version: versionSchema,
  calls: countSchema,
  created_at: instantSchema,
  created_by: z.string(),
  stopped_at: instantSchema.nullable(),
});
export type RunRow = z.infer<typeof runRowSchema>;
export const runRowsSchema = z.array(runRowSchema);

export const runCallStateSchema = z.enum([
  "waiting",
  "working",
  "done",
  "failed",
  "skipped",
  "stopped",
]);
export type RunCallState = z.infer<typeof runCallStateSchema>;

const meanSchema = z.number().nullable();

/** A run with what it has come to so far. Means are of the calls that have a total before and after. */
export const runAnswerSchema = runRowSchema.extend({
  state: z.enum(["running", "done", "stopped"]),
  waiting: countSchema,
  working: countSchema,
  done: countSchema,
  failed: countSchema,
  skipped: countSchema,
  stopped: countSchema,
  cost_usd: z.number().nonnegative(),
  summary: z.strictObject({
    /** Calls with a total before and after. */
    compared: countSchema,
    mean_before: totalSchema,
    mean_after: totalSchema,
    mean_change: meanSchema,
    newly_flagged: countSchema,
    no_longer_flagged: countSchema,
    criteria: z.array(
      z.strictObject({
        criterion: criterionIdSchema,
        /** Marks before and after; a criterion that only one of the cards has was marked on one side alone. */
        n_before: countSchema,
        n_after: countSchema,
        mean_before: averageMarkSchema,
        mean_after: averageMarkSchema,
        /** Over the calls that have a mark on both sides. */
        mean_change: meanSchema,
      }),
    ),
  }),
});
export type RunAnswer = z.infer<typeof runAnswerSchema>;

/** A call of a run, before and after. */
export const runCallRowSchema = z.strictObject({
  recording_id: z.string(),
  state: runCallStateSchema,
  reason: z.string().nullable(),
  before_scorecard: z.string().nullable(),
  before_total: totalSchema,
  before_flagged: z.boolean().nullable(),
  after_total: totalSchema,
  after_flagged: z.boolean().nullable(),
  after_flag_reason: z.string().nullable(),
  change: meanSchema,
  flag_change: z.enum(["newly_flagged", "no_longer_flagged"]).nullable(),
  /** `greeting 3 → 4; closing NA → 2`: the marks that differ. */
  changed_marks: z.string().nullable(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  cost_usd: z.number().nonnegative().nullable(),
});
export type RunCallRow = z.infer<typeof runCallRowSchema>;
export const runCallRowsSchema = z.array(runCallRowSchema);

/** A mark of a run, before and after; null on the side whose card lacks the criterion. */
export const runMarkRowSchema = z.strictObject({
  recording_id: z.string(),
  criterion: criterionIdSchema,
  before: markSchema.nullable(),
  after: markSchema.nullable(),
  rationale: z.string().nullable(),
});
export type RunMarkRow = z.infer<typeof runMarkRowSchema>;
export const runMarkRowsSchema = z.array(runMarkRowSchema);
