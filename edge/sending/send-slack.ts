import { postJson } from "../providers/http/post-json.ts";
import { letterSlack } from "./letter-slack.ts";
import type { Letter } from "./letter.ts";
import { failed, isTaken, readPost, type SendOutcome } from "./send-outcome.ts";
import { USER_AGENT, type SendingDeps } from "./sending-deps.ts";

/* Incoming webhooks: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks. Errors are words in the body. */

const GONE = [
  "no_service",
  "no_service_id",
  "no_active_hooks",
  "no_team",
  "team_disabled",
  "invalid_token",
];
const NO_CHANNEL = [
  "channel_not_found",
  "channel_is_archived",
  "action_prohibited",
  "user_not_found",
];

/** Posts a letter to a Slack channel. Slack knows no idempotency: what it took without our hearing so comes twice. */
export async function sendSlack(
  deps: SendingDeps,
  url: string,
  letter: Letter,
): Promise<SendOutcome> {
  const post = await postJson(
    deps.fetch,
    { url, headers: { "user-agent": USER_AGENT }, body: letterSlack(letter) },
    deps.timeoutMs,
  );
  const read = readPost(post, "Slack", deps.now());
  if ("outcome" in read) return read.outcome;
  const { status, body } = read.answer;
  if (isTaken(read.answer)) return { kind: "sent", status, externalId: null };
  const word = /^[a-z_]{1,60}$/.exec(body.trim())?.[0] ?? "unknown";
  if (GONE.includes(word)) {
    return failed(
      status,
      `Slack no longer knows this webhook (${word}): make a new one and add it as a new channel.`,
    );
  }
  if (NO_CHANNEL.includes(word)) {
    return failed(status, `Slack does not let this webhook post to its channel (${word}).`);
  }
  return failed(status, `Slack refuses it (HTTP ${status} ${word}).`);
}
