import * as z from "zod";

/** What the bench and a process that transcribes whole files say to each other. */

export const wholeFilesOptionsSchema = z.object({
  /** Folder of the smart-whisper that is loaded: one process can hold one build only. */
  packageFolder: z.string(),
  model: z.string(),
  threads: z.int().min(1),
  language: z.string(),
  maxTokens: z.int().min(1).nullable(),
});
export type WholeFilesOptions = z.infer<typeof wholeFilesOptionsSchema>;

export const wholeFileAnswerSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({
    type: z.literal("done"),
    audioSec: z.number(),
    tookSec: z.number(),
    segments: z.array(z.object({ start_sec: z.number(), end_sec: z.number(), text: z.string() })),
  }),
  z.object({ type: z.literal("failed"), reason: z.string() }),
]);
export type WholeFileAnswer = z.infer<typeof wholeFileAnswerSchema>;
export type WholeFile = Extract<WholeFileAnswer, { type: "done" }>;
