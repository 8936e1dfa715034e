import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";

import type { ApiError } from "#shared/contracts/api-error.ts";

import type { AppContext } from "../app-context.ts";
import { AppError, notFound } from "./app-error.ts";
import { databaseLimitError } from "./database-error.ts";
import { logUnexpected } from "./log-event.ts";

/**
 * Maps whatever was thrown to `{ error: { code, message, details?, request_id } }`. Unknown errors say nothing of
 * themselves; the log has them under the same request id.
 */
export function answerError(thrown: Error, c: Context<AppContext>): Response {
  const error = publicError(thrown, c);
  for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
  c.header("Cache-Control", "no-store");
  return c.json(errorBody(error, c.var.requestId), error.status);
}

/** The answer for a path that no route has. */
export function answerNotFound(c: Context<AppContext>): Response {
  return answerError(notFound(), c);
}

/** The body of an error answer, for routes that answer with more than the error. */
export function errorBody(error: AppError, requestId: string): ApiError {
  const { code, message, details } = error;
  return {
    error: {
      code,
      message,
      ...(details === undefined ? {} : { details }),
      request_id: requestId,
    },
  };
}

/** What may be said of whatever was thrown; what nobody expected goes into the log. */
export function publicError(thrown: Error, c: Context<AppContext>): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof HTTPException && thrown.status === 403) {
    return new AppError({
      code: "forbidden",
      status: 403,
      message:
        "This form was sent from another site. A program says Content-Type: application/json.",
    });
  }
  const limit = databaseLimitError(thrown, c.var.now());
  if (limit !== null) return limit;
  logUnexpected("unexpected_error", thrown, { request_id: c.var.requestId });
  return new AppError({
    code: "internal",
    status: 500,
    message:
      "Something went wrong on our side. Trying again later is safe; the request id finds it in the Worker's log.",
  });
}
