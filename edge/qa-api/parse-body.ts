import type * as z from "zod";

import { AppError } from "../errors/app-error.ts";

const MAX_ISSUES_TOLD = 5;

/**
 * A request's body by its schema.
 *
 * @throws AppError `invalid_request` naming what is wrong
 */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.slice(0, MAX_ISSUES_TOLD).map((issue) => ({
    path: issue.path.map(String).join(".") || "(whole)",
    message: issue.message,
  }));
  throw new AppError({
    code: "invalid_request",
    status: 400,
    message: `The body is not as expected: ${details.map((d) => `${d.path}: ${d.message}`).join("; ")}`,
    details,
  });
}
