/** What the commands end with. A command that a signal stopped ends with 128 and the signal's number. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  configuration: 3,
  source: 4,
  edge: 5,
  alreadyRunning: 6,
} as const;
export type ExitName = keyof typeof EXIT;
export type ExitCode = (typeof EXIT)[ExitName];

const MEANINGS: Record<ExitName, string> = {
  ok: "all went well",
  failed: "something failed or was not found; what was printed says what",
  usage: "the command line is not right",
  configuration: "the configuration is missing, unreadable or not right",
  source: "the recordings or ViciDial's database cannot be read now",
  edge: "the edge is away or refused; nothing is lost, it goes later",
  alreadyRunning: "another Nightshift is at work on the same queue",
};

/** The exit codes as a help page lists them, in order; every command can end for its usage or by a signal. */
export function describeExits(names: readonly ExitName[]): string {
  const listed = new Set<ExitName>([...names, "usage"]);
  const lines = [...listed]
    .toSorted((a, b) => EXIT[a] - EXIT[b])
    .map((name) => `  ${String(EXIT[name]).padEnd(5)}${MEANINGS[name]}`);
  return [
    "Exit codes:",
    ...lines,
    "  128+ stopped by a signal: 130 is Ctrl-C, 143 is SIGTERM",
  ].join("\n");
}
