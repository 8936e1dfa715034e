import type { PostOutcome } from "../providers/http/post-json.ts";
import { retryAfterMs } from "../providers/http/retry-after.ts";

/** What became of one try to send a message. Reasons are for people: no secrets, no addresses. */
export type SendOutcome =
  | { kind: "sent"; status: number; externalId: string | null }
  | {
      kind: "retry";
      status: number | null;
      reason: string;
      /** Null: as our own waiting times say. */
      afterMs: number | null;
      /** Whether the service wants nothing at all for that long, which is no fault of the message. */
      isLimit: boolean;
    }
  | { kind: "failed"; status: number | null; reason: string };

export type Answer = Extract<PostOutcome, { ok: true }>["answer"];

/** The outcome of a request that got no answer, or one that says the same with every service; otherwise its answer. */
export function readPost(
  post: PostOutcome,
  service: string,
  nowMs: number,
): { outcome: SendOutcome } | { answer: Answer } {
  if (!post.ok) {
    const reason = `${service}: ${post.failure.message}`;
    return { outcome: { kind: "retry", status: null, reason, afterMs: null, isLimit: false } };
  }
  const { status, headers } = post.answer;
  const isLimit = status === 429;
  if (!isLimit && status < 500 && status !== 408) return { answer: post.answer };
  const reason = isLimit
    ? `${service} wants fewer messages for now (HTTP 429).`
    : `${service} could not take it (HTTP ${status}).`;
  const afterMs = retryAfterMs(headers, nowMs);
  return { outcome: { kind: "retry", status, reason, afterMs, isLimit } };
}

export function isTaken({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

export function failed(status: number | null, reason: string): SendOutcome {
  return { kind: "failed", status, reason };
}
