import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from "node:fs";
import { dirname } from "node:path";

import { UnusableInput } from "../unusable-input.ts";
import { type CallAnswer, callAnswerSchema } from "./call-answer.ts";

/** Answers that were paid for, a line of JSON each, so that a run that broke off can go on. */
export type AnswersFile = {
  path: string;
  /** By key; what stood in the file and what was added. */
  known: Map<string, CallAnswer>;
  add(answer: CallAnswer): void;
};

/**
 * Opens the file, or starts it. A last line without its end was being written when the run was killed, and is cut off; any
 * other line that is no answer is an error, since it may be another file.
 */
export function openAnswersFile(path: string): AnswersFile {
  mkdirSync(dirname(path), { recursive: true });
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const known = new Map<string, CallAnswer>();
  whole.split("\n").forEach((line, index) => {
    if (line === "") return;
    const answer = readAnswerLine(line);
    if (answer === null) {
      throw new UnusableInput(
        `${path}:${index + 1} is not an answer of this program; give another file.`,
      );
    }
    known.set(answer.key, answer);
  });
  if (text !== "" && whole === "") throw new UnusableInput(`${path} is not a file of answers.`);
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  return {
    path,
    known,
    add(answer) {
      appendFileSync(path, `${JSON.stringify(answer)}\n`, { mode: 0o600 });
      known.set(answer.key, answer);
    },
  };
}

function readAnswerLine(line: string): CallAnswer | null {
  try {
    return callAnswerSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
