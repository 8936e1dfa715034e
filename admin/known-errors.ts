import type * as z from "zod";

import { AppError } from "../edge/errors/app-error.ts";
import { BackupError } from "../onprem/backup/backup-error.ts";
import { AlreadyRunningError } from "../onprem/queue/run-lock.ts";
import { DatabaseCommandError } from "./wrangler-database.ts";

/** What the command needs is not there, or not as it must be; the message says what to do. */
export class CommandError extends Error {
  override name = "CommandError";
}

/** The command line is not right; the message says how it is. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Options by their schema. Throws UsageError naming the option. */
export function parseOptions<Schema extends z.ZodType>(
  schema: Schema,
  options: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const told = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new UsageError(told.join("; "));
}

/**
 * What an error says to whoever typed the command; null when it is a bug of ours. Drizzle wraps what the database throws
 * into an error that quotes the statement, so the causes are looked through.
 */
export function messageForPeople(thrown: unknown): string | null {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const isKnown =
      error instanceof UsageError ||
      error instanceof CommandError ||
      error instanceof BackupError ||
      error instanceof AlreadyRunningError ||
      error instanceof DatabaseCommandError ||
      error instanceof AppError;
    if (isKnown) return error.message;
  }
  return null;
}
