import { setTimeout as sleep } from "node:timers/promises";

import type { SmallDisk } from "../../onprem/testing/small-disk.ts";
import type { FaultyLine } from "./faulty-line.ts";
import { killAgainAndAgain, type KilledCommand } from "./killed-again-and-again.ts";
import type { Fate, VicidialHost } from "./vicidial-host.ts";

const RECORDINGS = 30;
const ARRIVAL_MS = 2500;
const DISK_FULL_EVERY_MS = 20_000;

export type FaultReport = {
  fates: ReadonlyMap<string, Fate>;
  watch: KilledCommand;
  transcribe: KilledCommand;
  databaseRestarts: number;
  fullDisks: number;
};

/**
 * Everything goes wrong at once: recordings arrive while `watch` and `transcribe` are killed again and
 * again, MariaDB is stopped and comes back, and the disk under the queue is full for a while. (The line to the
 * edge has faults of its own.)
 */
export async function nightOfFaults(options: {
  host: VicidialHost;
  disk: SmallDisk | null;
  command: (name: "watch" | "transcribe") => readonly [string, ...string[]];
  env: NodeJS.ProcessEnv;
  /** It goes on until so many processes have been killed, and no longer than `durationMs`. */
  kills: number;
  durationMs: number;
  /** How long a command takes to begin its work here: lives are measured by it, so that each gets somewhere. */
  startMs: number;
  random: () => number;
}): Promise<FaultReport> {
  const { host, disk, command, env, durationMs, startMs, random } = options;
  const enough = new AbortController();
  const signal = AbortSignal.any([enough.signal, AbortSignal.timeout(durationMs)]);
  let killsLeft = options.kills;
  const onKill = () => {
    killsLeft -= 1;
    if (killsLeft <= 0) enough.abort();
  };
  const wait = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
  const fates = new Map<string, Fate>();
  let databaseRestarts = 0;
  let fullDisks = 0;

  const recordingsArrive = async () => {
    while (fates.size < RECORDINGS && !signal.aborted) {
      // A centre whose database is away records nothing either.
      const recorded = await host.record().catch(() => null);
      if (recorded !== null) fates.set(recorded.recordingId, recorded.fate);
      await wait(ARRIVAL_MS);
    }
  };
  const databaseComesAndGoes = async () => {
    for (;;) {
      await wait(8000 + random() * 12_000);
      if (signal.aborted) return;
      // Killed, MyISAM leaves tables that a person has to repair: that is nothing an agent can mend.
      await host.database.stop();
      await sleep(random() * 2000);
      await host.database.start();
      databaseRestarts += 1;
    }
  };
  const diskFillsUp = async () => {
    if (disk === null) return;
    for (;;) {
      await wait(DISK_FULL_EVERY_MS);
      if (signal.aborted) return;
      disk.fill();
      fullDisks += 1;
      await wait(5000);
      disk.free();
    }
  };
  const killed = (name: "watch" | "transcribe", longestMs: number) =>
    killAgainAndAgain({
      command: command(name),
      env,
      livesMs: { min: startMs / 2, max: longestMs },
      random,
      onKill,
      signal,
    });

  const [watch, transcribe] = await Promise.all([
    killed("watch", 2 * startMs),
    killed("transcribe", 4 * startMs),
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
