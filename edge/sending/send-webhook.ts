import { postJson } from "../providers/http/post-json.ts";
import type { Letter } from "./letter.ts";
import { failed, isTaken, readPost, type SendOutcome } from "./send-outcome.ts";
import { USER_AGENT, type SendingDeps } from "./sending-deps.ts";

/*
 * Webhooks as https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md has them:
 * `webhook-id` stays the same however often a message is tried, `webhook-timestamp` is that of the try, `webhook-signature` is
 * `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.
 */

const SECRET_PREFIX = "whsec_";
const SECRET_BYTES = 24;

/** A new secret to sign with. */
export function createWebhookSecret(): string {
  return SECRET_PREFIX + base64(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
}

export async function signWebhook(
  secret: string,
  { id, timestampSec, body }: { id: string; timestampSec: number; body: string },
): Promise<string> {
  const bytes = Uint8Array.from(atob(secret.slice(SECRET_PREFIX.length)), (char) =>
    char.charCodeAt(0),
  );
  const key = await crypto.subtle.importKey(
    "raw",
    bytes,
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const content = new TextEncoder().encode(`${id}.${timestampSec}.${body}`);
  return `v1,${base64(new Uint8Array(await crypto.subtle.sign("HMAC", key, content)))}`;
}

/** Posts a letter's event, signed. */
export async function sendWebhook(
  deps: SendingDeps,
  hook: { url: string; secret: string; id: string; createdAtMs: number; letter: Letter },
): Promise<SendOutcome> {
  const { type, data } = hook.letter.event;
  const body = { type, timestamp: new Date(hook.createdAtMs).toISOString(), data };
  const timestampSec = Math.floor(deps.now() / 1000);
  const signed = { id: hook.id, timestampSec, body: JSON.stringify(body) };
  const post = await postJson(
    deps.fetch,
    {
      url: hook.url,
      headers: {
        "user-agent": USER_AGENT,
        "webhook-id": hook.id,
        "webhook-timestamp": String(timestampSec),
        "webhook-signature": await signWebhook(hook.secret, signed),
      },
      body,
    },
    deps.timeoutMs,
  );
  const read = readPost(post, "The webhook", deps.now());
  if ("outcome" in read) return read.outcome;
  const { status } = read.answer;
  if (isTaken(read.answer)) return { kind: "sent", status, externalId: null };
  if (status === 410) return failed(status, "The webhook wants no more messages (HTTP 410).");
  if (status >= 300 && status < 400) {
    return failed(
      status,
      `The webhook leads elsewhere (HTTP ${status}): redirects are not followed, set the new address.`,
    );
  }
  // A receiver that is being set up or deployed anew answers like this for a while.
  const reason = `The webhook refuses it (HTTP ${status}).`;
  return { kind: "retry", status, reason, afterMs: null, isLimit: false };
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
