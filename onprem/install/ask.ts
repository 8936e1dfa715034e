import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

import { InstallError } from "./step.ts";

/** Asks whoever sits at the terminal; null where there is none. */
export type Ask = {
  text: (question: string, proposal: string | null) => Promise<string>;
  secret: (question: string) => Promise<string>;
  yes: (question: string) => Promise<boolean>;
};

/**
 * Null unless both ends are a terminal, so that nothing waits for ever in a script. Who ends a question instead of answering
 * it gets InstallError with `stopped`.
 */
export function terminal(stopped = "Stopped; nothing was changed."): Ask | null {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return null;
  const prompt = (question: string, hidden = false) => askOnce(question, hidden, stopped);
  return {
    text: async (question, proposal) => {
      const answer = await prompt(`${question}${proposal === null ? "" : ` [${proposal}]`}: `);
      return answer === "" ? (proposal ?? "") : answer;
    },
    secret: (question) => prompt(`${question} (is not shown): `, true),
    yes: async (question) => /^y(es)?$/i.test(await prompt(`${question} [y/N] `)),
  };
}

async function askOnce(question: string, hidden: boolean, stopped: string): Promise<string> {
  // readline echoes what is typed to its output, and clears the line before: a hidden answer has none.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({
    input: process.stdin,
    output: hidden ? silent : process.stdout,
    terminal: true,
  });
  if (hidden) process.stdout.write(question);
  // Ctrl-D or Ctrl-C: nobody answers any more.
  const closed = new Promise<never>((_, reject) => {
    reader.once("close", () => reject(new InstallError(stopped)));
  });
  try {
    return (await Promise.race([reader.question(hidden ? "" : question), closed])).trim();
  } finally {
    reader.close();
    if (hidden) process.stdout.write("\n");
  }
}
