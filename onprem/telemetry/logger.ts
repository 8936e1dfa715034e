import { pino, type Logger } from "pino";

export type { Logger };

/** Fields that must never reach a log, whoever passes them. */
const NEVER_LOGGED = [
  "phone",
  "phone_number",
  "phoneNumber",
  "path",
  "filename",
  "fileName",
  "location",
  "token",
  "password",
  "authorization",
  "text",
  "transcript",
];

/**
 * JSON lines on stdout for journald: `time` in RFC 3339, `level` as a word, `event` names what happened, `recording_id`
 * of whom. A recording's path and file name hold the caller's phone number, so they are no fields of a log, nor is what
 * was said.
 */
export function createLogger(
  level: "debug" | "info" | "warn" | "error",
  destination: { write(line: string): void } = process.stdout,
): Logger {
  return pino(
    {
      level,
      base: undefined,
      messageKey: "message",
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: NEVER_LOGGED.flatMap((field) => [field, `*.${field}`]), remove: true },
    },
    destination,
  );
}
