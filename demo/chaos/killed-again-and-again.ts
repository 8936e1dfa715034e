import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

export type KilledCommand = {
  /** How often it was killed; how often it ended by itself before that, by exit code. */
  kills: number;
  exits: Record<string, number>;
};

/**
 * Starts a command of the agent, kills it without warning after a random time, and starts it again, until `signal` aborts;
 * the last one is killed too.
 */
export async function killAgainAndAgain(options: {
  command: readonly [string, ...string[]];
  env: NodeJS.ProcessEnv;
  livesMs: { min: number; max: number };
  random: () => number;
  signal: AbortSignal;
}): Promise<KilledCommand> {
  const { command, env, livesMs, random, signal } = options;
  const [program, ...args] = command;
  const killed: KilledCommand = { kills: 0, exits: {} };
  while (!signal.aborted) {
    const child = spawn(program, args, { stdio: "ignore", env });
    const ended = new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, by) => resolve(by ?? String(code)));
    });
    const lifeMs = livesMs.min + random() * (livesMs.max - livesMs.min);
    await Promise.race([sleep(lifeMs, undefined, { signal }).catch(() => undefined), ended]);
    child.kill("SIGKILL");
    const how = await ended;
    if (how === "SIGKILL") killed.kills += 1;
    else {
      killed.exits[how] = (killed.exits[how] ?? 0) + 1;
      await sleep(50);
    }
  }
  return killed;
}
