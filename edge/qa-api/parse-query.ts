import type * as z from "zod";

import { AppError } from "../errors/app-error.ts";

/**
 * Query parameters by their schema. An empty parameter counts as absent, because dashboards send their variables so.
 *
 * @throws AppError `invalid_request` naming every parameter that is wrong
 */
export function parseQuery<Schema extends z.ZodType>(
  schema: Schema,
  query: Record<string, string>,
): z.infer<Schema> {
  const given = Object.fromEntries(
    Object.entries(query).filter(([, value]) => value.trim() !== ""),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map((issue) => ({
    parameter: issue.path.join("."),
    message: issue.message,
  }));
  throw new AppError({
    code: "invalid_request",
    status: 400,
    message: `These query parameters cannot be used: ${details.map((d) => d.parameter).join(", ")}.`,
    details,
  });
}
