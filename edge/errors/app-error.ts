import type { ContentfulStatusCode } from "hono/utils/http-status";

/** An answer that is meant to be seen: everything in it is public. Anything else that is thrown becomes a bare 500. */
export class AppError extends Error {
  readonly code: string;
  readonly status: ContentfulStatusCode;
  readonly details: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(answer: {
    /** Stable, for programs, such as `invalid_request`. */
    code: string;
    status: ContentfulStatusCode;
    /** For people; says what to do. */
    message: string;
    details?: unknown;
    headers?: Readonly<Record<string, string>>;
  }) {
    super(answer.message);
    this.name = "AppError";
    this.code = answer.code;
    this.status = answer.status;
    this.details = answer.details;
    this.headers = answer.headers ?? {};
  }
}

/** 404 in the shape every error has. */
export function notFound(message = "There is nothing at this address."): AppError {
  return new AppError({ code: "not_found", status: 404, message });
}
