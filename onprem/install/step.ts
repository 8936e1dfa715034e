/**
 * One thing that installing or removing does. The same list is printed by `--dry-run` and carried out without it, so the
 * two cannot differ.
 */
export type Step = {
  /** What is done, exactly: "write /etc/…, mode 0600". */
  describe: string;
  /** Whether the machine already is as the step would leave it. Must not change anything, nor fail on what is missing. */
  isDone: () => boolean;
  do: () => void;
};

/** Nothing more can be done; the message says why and what to do. */
export class InstallError extends Error {
  override name = "InstallError";
}

export type CarryOutOptions = { dryRun: boolean; say: (line: string) => void };

/** Does what is not done yet, in order. Returns how many steps there were to do. Throws InstallError at the first that fails. */
export function carryOut(steps: readonly Step[], { dryRun, say }: CarryOutOptions): number {
  let toDo = 0;
  for (const step of steps) {
    if (step.isDone()) {
      say(`  already   ${step.describe}`);
      continue;
    }
    toDo += 1;
    if (dryRun) {
      say(`  would     ${step.describe}`);
      continue;
    }
    try {
      step.do();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new InstallError(
        `This step failed: ${step.describe}\n${reason}\nWhat was done before it stays. After mending the cause run the same command again; it goes on from here.`,
      );
    }
    say(`  done      ${step.describe}`);
  }
  return toDo;
}
