import { checksumProblem, structureProblem } from "../models/verify-model.ts";

/**
 * Why the file cannot be given to the engine, for people; null when it can. The engine ends its process on some of what is
 * no model, and computes with rubbish on one that is cut off or changed. A published model is read to the last byte, unless
 * `nightshift model pull` or `verify` did that since it last changed.
 */
export function modelProblem(path: string): string | null {
  try {
    const problem = structureProblem(path) ?? checksumProblem(path);
    return problem === null
      ? null
      : `${path} ${problem}. Set whisper.model to a ggml-….bin file that is whole; \`nightshift model pull\` fetches one.`;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `The Whisper model cannot be read: ${reason}`;
  }
}
