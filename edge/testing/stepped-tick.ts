import { interceptDatabase } from "./intercept-database.ts";

/**
 * What happens to one round trip to the database. `die`: whoever made it is never heard of again, as when the platform ends
 * an invocation. `break`: it is told that the connection was lost, and goes on. Either before the statement takes effect or
 * after.
 */
export const FAULTS = ["none", "die_before", "die_after", "break_before", "break_after"] as const;
export type Fault = (typeof FAULTS)[number];

export type SteppedTick = {
  /** Round trips that wait to be let through; the tick stands still until one is. */
  waiting: () => number;
  isOver: () => boolean;
  /** Lets one of the waiting round trips through, with a fault or without, and returns once the tick stands still again. */
  step: (which: number, fault: Fault) => Promise<void>;
};

/** Turns of the event loop that a busy machine may need until a tick makes its next move. */
const MAX_TURNS = 200;

type RoundTrip = (fault: Fault) => Promise<void>;

/**
 * Starts something that works on the database, a tick above all, and stops it at every round trip, so that a test decides
 * in which order the steps of several happen. Whatever else it waits for has to be there at once.
 */
export async function startStepped(
  database: D1Database,
  work: (database: D1Database) => Promise<unknown>,
): Promise<SteppedTick> {
  const waiting: RoundTrip[] = [];
  let isOver = false;
  const binding = interceptDatabase(
    database,
    (execute) =>
      new Promise((resolve, reject) => {
        waiting.push(async (fault) => {
          if (fault === "die_before") return;
          if (fault === "break_before") return reject(lostConnection());
          const outcome = await execute();
          if (fault === "die_after") return;
          if (fault === "break_after") return reject(lostConnection());
          resolve(outcome);
        });
      }),
  );
  const end = () => {
    isOver = true;
  };
  work(binding).then(end, end);
  /** Until everything has happened that needs no database, and there is something to let through again. */
  const settle = async () => {
    for (let turn = 0; turn < MAX_TURNS; turn++) {
      await new Promise((resolve) => {
        setTimeout(resolve, 0);
      });
      if (isOver || waiting.length > 0) return;
    }
  };
  await settle();
  return {
    waiting: () => waiting.length,
    isOver: () => isOver,
    step: async (which, fault) => {
      const [roundTrip] = waiting.splice(which % Math.max(1, waiting.length), 1);
      if (roundTrip === undefined) return;
      await roundTrip(fault);
      if (fault.startsWith("die")) {
        waiting.length = 0;
        isOver = true;
      }
      await settle();
    },
  };
}

function lostConnection(): Error {
  return new Error("D1_ERROR: Network connection lost.");
}
