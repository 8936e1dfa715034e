import * as z from "zod";

import { postJson } from "../providers/http/post-json.ts";
import { letterHtml } from "./letter-html.tsx";
import { letterText } from "./letter-text.ts";
import { oneLine, type Letter } from "./letter.ts";
import { failed, isTaken, readPost, type Answer, type SendOutcome } from "./send-outcome.ts";
import { USER_AGENT, type SendingDeps } from "./sending-deps.ts";

/*
 * Resend's POST /emails: https://resend.com/docs/api-reference/emails/send-email and …/errors. A request without a
 * User-Agent is refused (403, code 1010). An Idempotency-Key is remembered for 24 hours.
 */

export const RESEND_URL = "https://api.resend.com";
const HOUR_MS = 3_600_000;

const acceptedSchema = z.object({ id: z.string().max(100) });
const errorSchema = z.object({ name: z.string() });

/** Sends a letter by e-mail. The same key never sends it twice. */
export async function sendEmail(
  deps: SendingDeps,
  mail: { from: string | null; to: string; letter: Letter; idempotencyKey: string },
): Promise<SendOutcome> {
  const { resend } = deps;
  if (resend.apiKey === null) {
    return failed(
      null,
      "There is no RESEND_API_KEY: set it with `wrangler secret put RESEND_API_KEY`.",
    );
  }
  if (mail.from === null) {
    return failed(null, "No sender is set: set one under Settings, Alerts.");
  }
  const { letter, to, from, idempotencyKey } = mail;
  const post = await postJson(
    deps.fetch,
    {
      url: `${resend.baseUrl}/emails`,
      headers: {
        authorization: `Bearer ${resend.apiKey}`,
        "idempotency-key": idempotencyKey,
        "user-agent": USER_AGENT,
      },
      body: {
        from,
        to: [to],
        subject: oneLine(letter.subject),
        html: letterHtml(letter),
        text: letterText(letter),
      },
    },
    deps.timeoutMs,
  );
  const read = readPost(post, "Resend", deps.now());
  if ("answer" in read) return outcomeOf(read.answer);
  return post.ok ? quotaOr(read.outcome, errorName(post.answer.body)) : read.outcome;
}

function outcomeOf(answer: Answer): SendOutcome {
  const { status, body } = answer;
  if (isTaken(answer)) {
    const accepted = acceptedSchema.safeParse(parsed(body));
    return { kind: "sent", status, externalId: accepted.success ? accepted.data.id : null };
  }
  const name = errorName(body);
  if (name === "concurrent_idempotent_requests") {
    const reason = "Resend is still at work on it.";
    return { kind: "retry", status, reason, afterMs: null, isLimit: false };
  }
  // An earlier try was taken after all, and the letter has been worded anew since.
  if (name === "invalid_idempotent_request") return { kind: "sent", status, externalId: null };
  if (status === 401 || name === "invalid_api_key") {
    return failed(status, "Resend does not take the key: check RESEND_API_KEY.");
  }
  if (status === 403 && name === "validation_error") {
    return failed(
      status,
      "Resend does not let this sender write to this recipient: verify the sender's domain at resend.com/domains.",
    );
  }
  if (status === 422 || status === 400) {
    return failed(
      status,
      `Resend refuses it (${name}): check the sender and the recipient's address.`,
    );
  }
  return failed(status, `Resend refuses it (HTTP ${status} ${name}).`);
}

/** A limit of the second is over at once, one of the day or the month is not. */
function quotaOr(outcome: SendOutcome, name: string): SendOutcome {
  const quota = /^(daily|monthly)_quota_exceeded$/.exec(name)?.[1];
  if (outcome.kind !== "retry" || quota === undefined) return outcome;
  const reason = `Resend's ${quota} quota is used up.`;
  return { ...outcome, reason, afterMs: Math.max(outcome.afterMs ?? 0, HOUR_MS) };
}

/** The error's name; whatever else it says may repeat an address. */
function errorName(body: string): string {
  const error = errorSchema.safeParse(parsed(body));
  return error.success && /^[a-z_]{1,60}$/.test(error.data.name) ? error.data.name : "unknown";
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
