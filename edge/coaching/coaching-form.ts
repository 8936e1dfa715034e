import * as z from "zod";

import {
  newClipSchema,
  newTaskSchema,
  type NewClip,
  type NewTask,
} from "#shared/contracts/coaching.ts";

import { addProblems } from "../dashboard/field-problems.ts";

const listSchema = z.union([z.string(), z.array(z.string())]).transform((one) => [one].flat());

const fieldsSchema = z.object({
  /** The task that gets the clip; '' for a new one. */
  task: z.string().max(64).default(""),
  agent: z.string().default(""),
  title: z.string().default(""),
  text: z.string().default(""),
  coach: z.string().default(""),
  due: z.string().default(""),
  /** '' for a task without a clip. */
  call: z.string().default(""),
  line: listSchema.default([]),
  criterion: z.string().default(""),
  note: z.string().default(""),
});

/** Fields of the form by what the contract calls what they hold. */
const FIELDS: Readonly<Record<string, string>> = {
  "": "line",
  from_line: "line",
  to_line: "line",
  recording_id: "call",
  agent_user: "agent",
  coach_id: "coach",
  due_date: "due",
};

export type CoachingForm =
  | { taskId: string; clip: NewClip }
  | { taskId: null; task: NewTask; clip: NewClip | null };

const orNull = (text: string) => (text === "" ? null : text);

/** The coaching form: a clip for a task there is, or a new task with a clip or without. The first and the last line that are ticked bound the clip. */
export const coachingFormSchema = fieldsSchema.transform((fields, ctx): CoachingForm => {
  const complain = (error: z.ZodError) => {
    addProblems(ctx, error.issues, (path) => FIELDS[path] ?? path);
    return z.NEVER;
  };
  const lines = fields.line.map(Number);
  const clip =
    fields.call === ""
      ? null
      : newClipSchema.safeParse({
          recording_id: fields.call,
          from_line: lines.length === 0 ? -1 : Math.min(...lines),
          to_line: lines.length === 0 ? -1 : Math.max(...lines),
          criterion: orNull(fields.criterion),
          note: fields.note,
        });
  if (clip !== null && lines.length === 0) {
    ctx.addIssue({
      code: "custom",
      path: ["line"],
      message: "tick the lines that the clip is made of",
    });
    return z.NEVER;
  }
  if (clip?.error !== undefined) return complain(clip.error);
  if (fields.task !== "") {
    if (clip === null) {
      ctx.addIssue({ code: "custom", path: ["call"], message: "name the call of the clip" });
      return z.NEVER;
    }
    return { taskId: fields.task, clip: clip.data };
  }
  const task = newTaskSchema.safeParse({
    agent_user: fields.agent,
    title: fields.title,
    text: fields.text,
    coach_id: orNull(fields.coach),
    due_date: fields.due,
  });
  if (task.error !== undefined) return complain(task.error);
  return { taskId: null, task: task.data, clip: clip?.data ?? null };
});
