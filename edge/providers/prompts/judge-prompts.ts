import type { Segment } from "#shared/contracts/transcript.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";

import * as callJudge1 from "./call-judge-1.ts";

/** One wording of the question; a file of this folder is one. */
export type JudgePrompt = {
  promptVersion: string;
  systemPrompt(scorecard: Scorecard): string;
  transcriptMessage(segments: readonly Segment[], correction: string | null): string;
};

/** The one that calls are scored with. */
export const CURRENT_PROMPT: JudgePrompt = callJudge1;

/** All that can be compared, oldest first (eval/README.md). */
export const JUDGE_PROMPTS: readonly JudgePrompt[] = [callJudge1];
