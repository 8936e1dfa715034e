import { setTimeout as sleep } from "node:timers/promises";

import type { FaultyLine } from "./faulty-line.ts";
import { killAgainAndAgain, type KilledCommand } from "./killed-again-and-again.ts";
import type { SmallDisk } from "./small-disk.ts";
import type { Fate, VicidialHost } from "./vicidial-host.ts";

const RECORDINGS = 30;

export type FaultReport = {
  fates: ReadonlyMap<string, Fate>;
  watch: KilledCommand;
  transcribe: KilledCommand;
  databaseRestarts: number;
  fullDisks: number;
};

/**
 * Everything goes wrong at once for `durationMs`: recordings arrive while `watch` and `transcribe` are killed again and
 * again, MariaDB is killed or stopped and comes back, and the disk under the queue is full for a while. (The line to the
 * edge has faults of its own.)
 */
export async function nightOfFaults(options: {
  host: VicidialHost;
  disk: SmallDisk | null;
  command: (name: "watch" | "transcribe") => readonly [string, ...string[]];
  env: NodeJS.ProcessEnv;
  durationMs: number;
  random: () => number;
}): Promise<FaultReport> {
  const { host, disk, command, env, durationMs, random } = options;
  const signal = AbortSignal.timeout(durationMs);
  const wait = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
  const fates = new Map<string, Fate>();
  let databaseRestarts = 0;
  let fullDisks = 0;

  const recordingsArrive = async () => {
    while (fates.size < RECORDINGS && !signal.aborted) {
      // A centre whose database is away records nothing either.
      const recorded = await host.record().catch(() => null);
      if (recorded !== null) fates.set(recorded.recordingId, recorded.fate);
      await wait((durationMs * 0.8) / RECORDINGS);
    }
  };
  const databaseComesAndGoes = async () => {
    for (;;) {
      await wait(8000 + random() * 12_000);
      if (signal.aborted) return;
      await (random() < 0.5 ? host.database.kill() : host.database.stop());
      await sleep(random() * 2000);
      await host.database.start();
      databaseRestarts += 1;
    }
  };
  const diskFillsUp = async () => {
    if (disk === null) return;
    for (;;) {
      await wait(durationMs / 5);
      if (signal.aborted) return;
      disk.fill();
      fullDisks += 1;
      await wait(5000);
      disk.free();
    }
  };
  const killed = (name: "watch" | "transcribe", max: number) =>
    killAgainAndAgain({
      command: command(name),
      env,
      livesMs: { min: 300, max },
      random,
      signal,
    });

  const [watch, transcribe] = await Promise.all([
    killed("watch", 1500),
    killed("transcribe", 3000),
    recordingsArrive(),
    databaseComesAndGoes(),
    diskFillsUp(),
  ]);
  return { fates, watch, transcribe, databaseRestarts, fullDisks };
}

/** What the test says of a night, for whoever reads its output. */
export function describeFaults(report: FaultReport, line: FaultyLine): string {
  const { watch, transcribe, databaseRestarts, fullDisks, fates } = report;
  const felt = Object.entries(line.felt)
    .map(([fault, times]) => `${fault} ${times}`)
    .join(", ");
  return (
    `${fates.size} recordings; watch killed ${watch.kills} times (ended itself ${JSON.stringify(watch.exits)}), ` +
    `transcribe ${transcribe.kills} (${JSON.stringify(transcribe.exits)}), MariaDB restarted ${databaseRestarts} times, ` +
    `disk full ${fullDisks} times; line: ${felt}`
  );
}
