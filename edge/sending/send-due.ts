import type { Database } from "../db/client.ts";
import { checkSlackAddress, checkWebhookAddress } from "./channel-address.ts";
import {
  CLAIM_STATEMENTS,
  claimDeliveries,
  settleDelivery,
  type ClaimedDelivery,
  type Settled,
} from "./deliveries.repository.ts";
import { sendEmail } from "./send-email.ts";
import { failed, type SendOutcome } from "./send-outcome.ts";
import { sendSlack } from "./send-slack.ts";
import { sendWebhook } from "./send-webhook.ts";
import type { SendingDeps } from "./sending-deps.ts";

const SENT_PER_TICK = 4;
/** What sending takes of an invocation's statements. */
export const SEND_STATEMENTS = CLAIM_STATEMENTS + SENT_PER_TICK;
/** Longer than four requests may take. */
const LEASE_MS = 3 * 60_000;
const MAX_ATTEMPTS = 8;
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 60 * 60_000;
/** Resend knows an idempotency key for 24 hours; after that a try could send twice. And who reads yesterday's alarm? */
const GIVE_UP_AFTER_MS = 23 * 60 * 60_000;

export type SendReport = { sent: number; failed: number; toTryAgain: number };

/**
 * Sends some of the messages that are due, one after the other; or only the one delivery by this id. A service that wants less
 * is left alone by the rest of the tick.
 */
export async function sendDue(
  db: Database,
  deps: SendingDeps,
  id: string | null = null,
): Promise<SendReport> {
  const report: SendReport = { sent: 0, failed: 0, toTryAgain: 0 };
  const leaseToken = crypto.randomUUID();
  const nowMs = deps.now();
  const claimed = await claimDeliveries(db, {
    leaseToken,
    nowMs,
    leaseMs: LEASE_MS,
    limit: SENT_PER_TICK,
    id,
  });
  const limits = new Map<string, SendOutcome>();
  for (const delivery of claimed) {
    // Resend's limit is the account's, every webhook has its own.
    const service = delivery.via === "email" ? "Resend" : delivery.recipient;
    const outcome = limits.get(service) ?? (await send(deps, delivery));
    if (outcome.kind === "retry" && outcome.isLimit) limits.set(service, outcome);
    const to = settledAs(outcome, delivery, deps.now());
    await settleDelivery(db, delivery.id, leaseToken, to, deps.now());
    if (to.state === "sent") report.sent += 1;
    else if (to.state === "failed") report.failed += 1;
    else report.toTryAgain += 1;
  }
  return report;
}

async function send(deps: SendingDeps, delivery: ClaimedDelivery): Promise<SendOutcome> {
  const { id, round, letter, address } = delivery;
  if (address === null) {
    return failed(
      null,
      "Nobody to send it to: the channel was removed, or the person has no address or wants no mail.",
    );
  }
  if (delivery.attempts > MAX_ATTEMPTS) return failed(null, "Given up: every try of it broke off.");
  switch (delivery.via) {
    case "email":
      return sendEmail(deps, {
        from: delivery.sender,
        to: address,
        letter,
        idempotencyKey: `${delivery.kind}/${id}/${round}`,
      });
    case "slack": {
      const checked = checkSlackAddress(address, deps.allowLoopback);
      return checked.ok
        ? sendSlack(deps, checked.url, letter)
        : failed(null, `The address is no longer allowed: ${checked.problem}.`);
    }
    case "webhook": {
      const checked = checkWebhookAddress(address, deps.allowLoopback);
      if (!checked.ok || delivery.secret === null) {
        return failed(
          null,
          "The address is no longer allowed: remove this webhook and add it anew.",
        );
      }
      const hook = {
        url: checked.url,
        secret: delivery.secret,
        createdAtMs: delivery.messageAt,
        letter,
      };
      return sendWebhook(deps, { ...hook, id: `${id}.${round}` });
    }
  }
}

/** Where a delivery goes after a try. */
function settledAs(outcome: SendOutcome, delivery: ClaimedDelivery, nowMs: number): Settled {
  const { attempts, roundAt } = delivery;
  switch (outcome.kind) {
    case "sent":
      return { state: "sent", status: outcome.status, externalId: outcome.externalId };
    case "failed":
      return { state: "failed", status: outcome.status, reason: outcome.reason };
    case "retry": {
      const ownWaitMs = Math.min(FIRST_WAIT_MS * 2 ** (attempts - 1), LONGEST_WAIT_MS);
      const nextAtMs = nowMs + Math.max(outcome.afterMs ?? ownWaitMs, 1000);
      const { status, reason, isLimit } = outcome;
      if (attempts >= MAX_ATTEMPTS && !isLimit) {
        return { state: "failed", status, reason: `Given up after ${attempts} tries. ${reason}` };
      }
      if (nextAtMs - roundAt > GIVE_UP_AFTER_MS) {
        return { state: "failed", status, reason: `Given up after a day. ${reason}` };
      }
      return { state: "due", status, reason, nextAtMs, countsAsTry: !isLimit };
    }
  }
}
