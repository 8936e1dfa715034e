import ora from "ora";

/** What a person sees while the demo works: one line a step, on stderr, so that stdout holds only results. */
export type Progress = {
  start(text: string): void;
  update(text: string): void;
  succeed(text: string): void;
  fail(text: string): void;
  stop(): void;
};

/** A spinner on a terminal; elsewhere a line for each step that is done. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  const spinner = ora({ stream, discardStdin: false });
  const animated = stream.isTTY;
  return {
    start(text) {
      if (animated) spinner.start(text);
    },
    update(text) {
      if (animated) spinner.text = text;
    },
    succeed: (text) => void spinner.succeed(text),
    fail: (text) => void spinner.fail(text),
    stop: () => void spinner.stop(),
  };
}
