import { databaseMessage } from "./database-error.ts";

/** Writes one line of JSON to the Worker's log. Transcripts, names and secrets have no place in it. */
export function logEvent(
  event: string,
  fields: Readonly<Record<string, string | number | boolean | null>>,
): void {
  // oxlint-disable-next-line no-console -- the one place where the Worker logs
  console.log(JSON.stringify({ event, ...fields }));
}

/**
 * Logs an error that nobody expected: its name and where it was thrown. Its message stays out, because the messages of
 * parsers and of failed queries quote what they were given.
 */
export function logUnexpected(
  event: string,
  thrown: unknown,
  fields: Readonly<Record<string, string>> = {},
): void {
  logEvent(event, {
    ...fields,
    error: thrown instanceof Error ? thrown.name : typeof thrown,
    database_error: databaseMessage(thrown),
    thrown_at: thrown instanceof Error ? stackFrames(thrown) : null,
  });
}

function stackFrames(error: Error): string | null {
  const frames = error.stack?.split("\n").filter((line) => line.startsWith("    at "));
  return frames === undefined ? null : frames.map((frame) => frame.trim()).join(" | ");
}
