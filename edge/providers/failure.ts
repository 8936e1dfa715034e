import type { FailureKind, ProviderFailure } from "./provider.ts";

export function failure(
  kind: FailureKind,
  message: string,
  retryAfterMs: number | null = null,
): ProviderFailure {
  return { kind, message, retryAfterMs };
}

/** How a failure, and the correction that follows it, say that there was too little room. */
export const CUT_OFF = "answer was cut off";
export const ANSWER_CUT_OFF = `the ${CUT_OFF} at its length limit`;

const IDENTIFIER = /^[\w.[\]/-]{1,100}$/;

/**
 * A status, code or field path that a provider gave, if it looks like one. Whatever else a provider writes may repeat the
 * transcript, so it never enters a message.
 */
export function identifierOrNull(value: unknown): string | null {
  return typeof value === "string" && IDENTIFIER.test(value) ? value : null;
}

/** "HTTP 429 RESOURCE_EXHAUSTED": the status and whichever identifiers were given. */
export function httpLabel(status: number, ...identifiers: readonly (string | null)[]): string {
  return [`HTTP ${status}`, ...identifiers.filter((identifier) => identifier !== null)].join(" ");
}
