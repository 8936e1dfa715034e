import { AppError, notFound } from "../errors/app-error.ts";

/** A step that comes too late, or second. */
export function conflict(code: string, message: string): AppError {
  return new AppError({ code, status: 409, message });
}

export function disputeNotOpen(): AppError {
  return conflict(
    "dispute_not_open",
    "This dispute is not open any more; the call's page says how it ended.",
  );
}

export function noSuchDispute(): AppError {
  return notFound("There is no such dispute.");
}
