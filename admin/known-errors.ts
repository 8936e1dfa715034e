import type * as z from "zod";

import { DatabaseCommandError } from "./wrangler-database.ts";

/** The command was not used as it can be; the message says how. */
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

/** Whether an error's message is written for whoever typed the command. */
export function isForPeople(error: unknown): error is Error {
  return error instanceof UsageError || error instanceof DatabaseCommandError;
}
