import { EXIT, type ExitCode } from "./exit-codes.ts";
import { exitCodeOf } from "./known-errors.ts";

/** Phone numbers come with file names into the messages of the system; a report may be passed on. */
const LONG_NUMBER = /\d{7,}/g;

/**
 * Says on stderr what ended a command and returns the exit code. A known error is one message that says what to do; a bug
 * shows its stack and asks to be reported.
 */
export function reportError(
  error: unknown,
  version: string,
  print: (line: string) => void,
): ExitCode {
  const known = exitCodeOf(error);
  if (known !== null && error instanceof Error) {
    print(`nightshift: ${error.message}`);
    return known;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  print(stack.replaceAll(LONG_NUMBER, "…"));
  print(
    `\nnightshift: this is a fault of Nightshift ${version} (Node ${process.version}), not of yours. Nothing that was committed is lost.\n` +
      "Please report it, with the lines above and the output of `nightshift doctor`, to whoever maintains your Nightshift.",
  );
  return EXIT.failed;
}
