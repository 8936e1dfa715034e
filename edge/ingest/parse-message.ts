import type * as z from "zod";

import { AppError } from "../errors/app-error.ts";

const MAX_ISSUES_TOLD = 5;
const MAX_REASON_CHARS = 300;

/**
 * Parses a message for a site. Throws AppError: 400 `invalid_request` with the paths that are wrong, or 403
 * `wrong_site` when the message speaks for another site than the token's.
 */
export function parseMessage<Message extends { site_id: string }>(
  schema: z.ZodType<Message>,
  body: unknown,
  siteId: string,
): Message {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    throw new AppError({
      code: "invalid_request",
      status: 400,
      message: `The message is not as expected: ${describeIssues(parsed.error)}`,
      details: parsed.error.issues
        .slice(0, MAX_ISSUES_TOLD)
        .map((issue) => ({ path: pathOf(issue), message: issue.message })),
    });
  }
  if (parsed.data.site_id !== siteId) {
    throw new AppError({
      code: "wrong_site",
      status: 403,
      message: "This token belongs to another site than the message's site_id.",
    });
  }
  return parsed.data;
}

/** What is wrong with an item, for people: `started_at: Invalid ISO datetime`. Never repeats the item's own text. */
export function describeIssues(error: z.ZodError): string {
  const told = error.issues
    .slice(0, MAX_ISSUES_TOLD)
    .map((issue) => `${pathOf(issue)}: ${issue.message}`);
  return told.join("; ").slice(0, MAX_REASON_CHARS);
}

function pathOf(issue: z.core.$ZodIssue): string {
  return issue.path.length === 0 ? "(whole)" : issue.path.map(String).join(".");
}
