import * as z from "zod";

import { criterionIdSchema } from "../scorecard/scorecard.ts";

export const COACHING_STATES = ["open", "acknowledged", "done", "cancelled"] as const;
export const coachingStateSchema = z.enum(COACHING_STATES);
export type CoachingState = z.infer<typeof coachingStateSchema>;

/** What a task and a clip may hold. */
export const COACHING_LIMITS = { clipsOfTask: 10, linesOfClip: 40, titleChars: 120 } as const;

const textSchema = z.string().trim().max(2000);

/** A stretch of a call: lines of its transcript from 0, both included. */
export const newClipSchema = z
  .strictObject({
    recording_id: z.string().min(1).max(200),
    from_line: z.int().nonnegative(),
    to_line: z.int().nonnegative(),
    criterion: criterionIdSchema.nullable().default(null),
    note: z.string().trim().max(500).default(""),
  })
  .refine((clip) => clip.to_line >= clip.from_line, "ends before it begins")
  .refine(
    (clip) => clip.to_line - clip.from_line < COACHING_LIMITS.linesOfClip,
    `at most ${COACHING_LIMITS.linesOfClip} lines`,
  );
export type NewClip = z.infer<typeof newClipSchema>;

export const newTaskSchema = z.strictObject({
  agent_user: z.string().trim().min(1).max(64),
  title: z.string().trim().min(1).max(COACHING_LIMITS.titleChars),
  text: textSchema.default(""),
  /** Who goes through it with the agent; null where nobody does. */
  coach_id: z.string().min(1).max(64).nullable().default(null),
  /** The site's local date. */
  due_date: z.iso.date(),
});
export type NewTask = z.infer<typeof newTaskSchema>;

/** What an agent says when a task is done. */
export const doneSchema = z.strictObject({ note: textSchema.default("") });
