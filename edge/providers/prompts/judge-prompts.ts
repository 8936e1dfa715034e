import type { Segment } from "#shared/contracts/transcript.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";

import type { JsonSchema } from "../answer/answer-schema.ts";
import * as callJudge1 from "./call-judge-1.ts";
import * as callJudge2 from "./call-judge-2.ts";

/** One wording of the question and the form of its answer; a file of this folder is one. */
export type JudgePrompt = {
  /** Stored with each score. */
  promptVersion: string;
  /** Instructions and scorecard: the same for every call of a card, so that providers can cache them. */
  systemPrompt(scorecard: Scorecard): string;
  /** The call itself, after what was wrong with the answer before, if there was one. */
  transcriptMessage(segments: readonly Segment[], correction: string | null): string;
  /** What `readAnswer` can read, within what strict modes accept. */
  answerSchema(scorecard: Scorecard): JsonSchema;
};

/** The one that calls are scored with. */
export const CURRENT_PROMPT: JudgePrompt = callJudge2;

/** All that can be compared, oldest first (eval/README.md). */
export const JUDGE_PROMPTS: readonly JudgePrompt[] = [callJudge1, callJudge2];
