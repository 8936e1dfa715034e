import { LearnedLimits } from "../../../edge/scoring/quota/learned-limits.ts";
import type { AnswersFile } from "./answers-file.ts";
import { type AskDeps, askJudge, JudgeStopped, NoAnswer } from "./ask-judge.ts";
import { type CallAnswer, type Question, questionKey } from "./call-answer.ts";
import type { Judge } from "./judge-spec.ts";
import { createPace } from "./pace.ts";

export type AskAllDeps = {
  now: () => number;
  /** Rejects when `signal` is aborted. */
  sleep: (ms: number) => Promise<void>;
  signal: AbortSignal;
  concurrency: number;
  answers: AnswersFile;
  onProgress: (done: number, of: number) => void;
  onWait: AskDeps["onWait"];
};

export type Asked = {
  /** In no particular order; those that were already in the answers file included. */
  answers: CallAnswer[];
  /** Calls that got no answer this time, and why. */
  unanswered: { call: string; reason: string }[];
  /** Why the judge was given up before all was asked; null when it was not. */
  stopped: string | null;
};

/** Puts all questions to one judge, some at a time. What is answered already is not asked again. */
export async function askAll(
  deps: AskAllDeps,
  judge: Judge,
  questions: readonly Question[],
): Promise<Asked> {
  const asked: Asked = { answers: [], unanswered: [], stopped: null };
  const due: Question[] = [];
  for (const question of questions) {
    const known = deps.answers.known.get(questionKey(judge.label, question));
    // the transcript may stand under another name by now
    if (known === undefined) due.push(question);
    else asked.answers.push({ ...known, call: question.call, attack: question.attack });
  }
  const { now, sleep, onWait, signal } = deps;
  const askDeps = {
    now,
    sleep,
    onWait,
    pace: createPace({ now, sleep }),
    learned: new LearnedLimits([]),
  };
  const interrupted = whenAborted(signal);
  const progress = () =>
    deps.onProgress(asked.answers.length + asked.unanswered.length, questions.length);
  progress();

  async function work(): Promise<void> {
    for (;;) {
      const question = asked.stopped === null ? due.shift() : undefined;
      if (question === undefined) return;
      try {
        const answer = await Promise.race([askJudge(askDeps, judge, question), interrupted]);
        deps.answers.add(answer);
        asked.answers.push(answer);
      } catch (error) {
        if (signal.aborted) asked.stopped ??= "interrupted";
        else if (error instanceof JudgeStopped) asked.stopped ??= error.message;
        else if (error instanceof NoAnswer) {
          asked.unanswered.push({ call: question.call, reason: error.message });
        } else throw error;
      }
      progress();
    }
  }

  await Promise.all(Array.from({ length: deps.concurrency }, work));
  return asked;
}

function whenAborted(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  return aborted;
}
