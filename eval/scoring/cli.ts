import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import ora from "ora";

import { providerKeys } from "../../edge/env.ts";
import { readAttacks, readLookAlikes } from "../injection/corpus.ts";
import { measureAttacks } from "../injection/measure-attacks.ts";
import { screenCorpus } from "../injection/screening.ts";
import { openAnswersFile } from "./judging/answers-file.ts";
import { askAll, type Asked } from "./judging/ask-all.ts";
import type { Question } from "./judging/call-answer.ts";
import { defaultJudge, readJudgeDefaults } from "./judging/judge-defaults.ts";
import { createJudge, type Judge, type JudgeSpec, parseJudgeSpec } from "./judging/judge-spec.ts";
import type { LabelledCall } from "./labels/labelled-call.ts";
import { readLabelledCalls } from "./labels/read-labelled-calls.ts";
import { type ProgramOptions, scoringProgram } from "./program-options.ts";
import { attackQuestions, baseCalls, plainQuestions } from "./questions.ts";
import { attackText, screeningText } from "./report/attack-text.ts";
import { compare } from "./report/compare.ts";
import { evaluate } from "./report/evaluate.ts";
import { comparisonText, evaluationText } from "./report/evaluation-text.ts";
import { counted, seconds } from "./report/text-table.ts";
import { UnusableInput } from "./unusable-input.ts";

/*
 * `npm run eval:scoring`: wires labels, judges, answers and reports. The report goes to stdout, all else to stderr.
 */

const ANSWERS_FOLDER = join(import.meta.dirname, "../../.nightshift/eval");
const EXIT = { someUnanswered: 1, unusableInput: 2, interrupted: 130 };
const SHORT_WAIT_MS = 1000;

const interruption = new AbortController();

try {
  await scoringProgram(run).parseAsync();
} catch (error) {
  if (!(error instanceof UnusableInput)) throw error;
  console.error(`eval:scoring: ${error.message}`);
  process.exitCode = EXIT.unusableInput;
}

async function run(path: string, options: ProgramOptions): Promise<void> {
  const judges = judgesOf(options);
  const calls = readLabelledCalls(path);
  if (options.injection) await runAttacks(judges, calls, options);
  else await runLabelled(judges, calls.slice(0, options.limit), options);
  // an answer that nobody waits for any more would keep the process alive until its timeout
  if (interruption.signal.aborted) process.exit(EXIT.interrupted);
}

function judgesOf(options: ProgramOptions): Judge[] {
  const environment = process.env;
  const keys = providerKeys(environment);
  const { provider, model = null, prompt = null, fault, first } = options;
  const deps = {
    fetch,
    now: Date.now,
    timeoutMs: options.timeout * 1000,
    keys,
    defaults: readJudgeDefaults(environment),
    baseUrl: options.baseUrl ?? null,
    limits: {
      requests_per_minute: limitOf(options.requestsPerMinute),
      tokens_per_minute: limitOf(options.tokensPerMinute),
    },
    standIn: {
      turns: fault === undefined ? [] : Array.from({ length: first ?? 0 }, () => fault),
      afterwards: fault === undefined || first !== undefined ? ("good" as const) : fault,
    },
  };
  const given = { model, prompt };
  const specs: JudgeSpec[] =
    options.compare === undefined
      ? [
          provider === undefined
            ? { ...defaultJudge(keys), ...given }
            : { kind: provider, ...given },
        ]
      : options.compare.map(parseJudgeSpec);
  if (options.compare !== undefined && specs.length !== 2) {
    throw new UnusableInput("--compare takes two judges; the file of calls stands before it.");
  }
  const judges = specs.map((spec) => createJudge(spec, deps));
  if (judges.length === 2 && judges[0]?.label === judges[1]?.label) {
    throw new UnusableInput(
      `--compare was given ${judges[0]?.label} twice; --repeat shows how steady a judge is.`,
    );
  }
  return judges;
}

/** 0 takes a limit away; left out leaves it to the catalogue. */
function limitOf(perMinute: number | undefined): number | null | undefined {
  return perMinute === 0 ? null : perMinute;
}

async function runLabelled(
  judges: readonly Judge[],
  calls: readonly LabelledCall[],
  options: ProgramOptions,
): Promise<void> {
  const asked = await askJudges(judges, plainQuestions(calls, options.repeat), options);
  const evaluations = asked.map(({ judge, answers }) => evaluate(judge.label, calls, answers));
  const [a, b] = asked;
  const comparison =
    a === undefined || b === undefined ? null : compare(calls, a.answers, b.answers);
  if (options.json) {
    console.log(JSON.stringify({ judges: evaluations, comparison, ...troubles(asked) }, null, 2));
    return;
  }
  for (const evaluation of evaluations) console.log(`${evaluationText(evaluation)}\n`);
  if (comparison !== null) {
    const [nameOfA = "", nameOfB = ""] = evaluations.map(({ judge }) => judge);
    console.log(`${comparisonText(nameOfA, nameOfB, comparison)}\n`);
  }
  printTroubles(asked);
}

async function runAttacks(
  judges: readonly Judge[],
  calls: readonly LabelledCall[],
  options: ProgramOptions,
): Promise<void> {
  const bases = baseCalls(calls);
  if (bases.length === 0) {
    throw new UnusableInput(
      "No call has a label total below 80 without an auto-fail; attacks have nothing to raise.",
    );
  }
  const attacks = readAttacks().slice(0, options.limit);
  const screening = screenCorpus(
    bases.map(({ segments }) => segments),
    attacks,
    readLookAlikes(),
  );
  const questions = [...plainQuestions(bases, options.repeat), ...attackQuestions(bases, attacks)];
  const asked = await askJudges(judges, questions, options);
  const effects = asked.map(({ judge, answers }) => ({
    judge: judge.label,
    ...measureAttacks(attacks, answers),
  }));
  if (options.json) {
    console.log(JSON.stringify({ screening, effects, ...troubles(asked) }, null, 2));
    return;
  }
  console.log(`${screeningText(screening)}\n`);
  for (const { judge, ...effect } of effects) console.log(`${attackText(judge, effect)}\n`);
  printTroubles(asked);
}

type AskedJudge = Asked & { judge: Judge; answersPath: string };

async function askJudges(
  judges: readonly Judge[],
  questions: readonly Question[],
  { resume, concurrency }: ProgramOptions,
): Promise<AskedJudge[]> {
  const path =
    resume ?? join(ANSWERS_FOLDER, `answers-${new Date().toISOString().replaceAll(":", "")}.jsonl`);
  const answers = openAnswersFile(path);
  listenForInterrupts();
  const asked: AskedJudge[] = [];
  for (const judge of judges) {
    if (interruption.signal.aborted) break;
    const spinner = ora({ stream: process.stderr, isSilent: !process.stderr.isTTY }).start();
    let progress = "";
    const show = (more = "") => {
      spinner.text = `${judge.label}: ${progress}${more}`;
    };
    const deps = {
      now: Date.now,
      sleep: (ms: number) => sleep(ms, undefined, { signal: interruption.signal }),
      signal: interruption.signal,
      concurrency,
      answers,
      onProgress: (done: number, of: number) => {
        progress = `${done} of ${counted(of, "answer")}`;
        show();
      },
      onWait: (reason: string, ms: number) => {
        if (ms >= SHORT_WAIT_MS) show(`; waiting ${seconds(ms)}: ${reason}`);
      },
    };
    asked.push({ judge, answersPath: path, ...(await askAll(deps, judge, questions)) });
    spinner.stop();
  }
  return asked;
}

/** The first ends the questions and prints what there is; a second one ends everything. */
function listenForInterrupts(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (interruption.signal.aborted) process.exit(EXIT.interrupted);
      interruption.abort(new Error("interrupted"));
    });
  }
}

function troubles(asked: readonly AskedJudge[]) {
  if (asked.some(({ stopped, unanswered }) => stopped !== null || unanswered.length > 0)) {
    process.exitCode = EXIT.someUnanswered;
  }
  return {
    troubles: asked.map(({ judge, stopped, unanswered }) => ({
      judge: judge.label,
      stopped,
      unanswered,
    })),
  };
}

function printTroubles(asked: readonly AskedJudge[]): void {
  for (const { judge, isIncomplete, lines } of asked.map(describeTrouble)) {
    for (const line of lines) console.log(line);
    if (isIncomplete) process.exitCode = EXIT.someUnanswered;
    if (judge.isStandIn) {
      console.log(
        `${judge.label} is the stand-in: its figures show that all parts work, not how well calls are judged.`,
      );
    }
  }
}

function describeTrouble({ judge, stopped, unanswered, answersPath }: AskedJudge) {
  const isIncomplete = stopped !== null || unanswered.length > 0;
  return {
    judge,
    isIncomplete,
    lines: [
      ...(stopped === null ? [] : [`${judge.label} was not asked to the end: ${stopped}`]),
      ...unanswered.map(({ call, reason }) => `No answer to ${call}: ${reason}`),
      ...(isIncomplete ? [`To go on where this ended: --resume ${answersPath}`] : []),
    ],
  };
}
