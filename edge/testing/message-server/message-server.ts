import type { MessageFault, MessageTurn } from "./message-faults.ts";
import { answerAsResend, type ResendAccount, type SentEmail } from "./resend-wire.ts";
import { answerAsSlack, type PostedMessage } from "./slack-wire.ts";
import { answerAsReceiver, type ReceivedEvent, type Receiver } from "./webhook-receiver.ts";

export const STAND_IN = {
  resendKey: "re_test_key",
  slackPath: "/services/T00000000/B00000000/stand-in",
  hookPath: "/hook",
  hookSecret: "whsec_bmlnaHRzaGlmdC1zdGFuZC1pbi1rZXk=",
  domain: "nordwind.example",
} as const;

export type MessageScenario = {
  turns?: readonly MessageTurn[];
  /** How all further requests are answered. Default `good`. */
  afterwards?: MessageTurn;
  /** By which a webhook's timestamp is judged. Default: the real time. */
  now?: () => number;
  hookSecret?: string;
};

export type MessageServer = {
  /** To be injected in place of the platform's fetch. */
  fetch: typeof fetch;
  play: (...turns: readonly MessageTurn[]) => void;
  /** Whom later webhooks must be signed for. */
  expectSecret: (secret: string) => void;
  /** Every request, in order of arrival. */
  requests: readonly { url: string; headers: Readonly<Record<string, string>>; body: string }[];
  /** What was taken. */
  emails: readonly SentEmail[];
  posted: readonly PostedMessage[];
  received: readonly ReceivedEvent[];
};

/**
 * A local stand-in for what messages are sent to and no test can reach: Resend's API, a Slack incoming webhook and somebody's
 * own endpoint, each as strict as the real one about what it is sent, misbehaving on demand.
 */
export function createMessageServer(scenario: MessageScenario = {}): MessageServer {
  const { afterwards = "good", now = Date.now, hookSecret = STAND_IN.hookSecret } = scenario;
  const turns = [...(scenario.turns ?? [])];
  const requests: { url: string; headers: Record<string, string>; body: string }[] = [];
  const account: ResendAccount = {
    apiKey: STAND_IN.resendKey,
    domains: [STAND_IN.domain],
    emails: [],
    byKey: new Map(),
  };
  const channel = { path: STAND_IN.slackPath, posted: [] as PostedMessage[] };
  const receiver: Receiver = { secret: hookSecret, received: [] };

  const answer = (request: Request, path: string, body: string, turn: MessageTurn) => {
    const { headers } = request;
    if (path === "/emails") return answerAsResend({ headers, body }, account, turn);
    if (path.startsWith("/services/")) return answerAsSlack({ path, headers, body }, channel, turn);
    if (path === STAND_IN.hookPath)
      return answerAsReceiver({ headers, body }, receiver, turn, now());
    return new Response("Not Found", { status: 404 });
  };

  return {
    requests,
    emails: account.emails,
    posted: channel.posted,
    received: receiver.received,
    play: (...more) => {
      turns.push(...more);
    },
    expectSecret: (secret) => {
      receiver.secret = secret;
    },
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const body = await request.clone().text();
      requests.push({ url: request.url, headers: Object.fromEntries(request.headers), body });
      const turn = turns.shift() ?? afterwards;
      const { pathname } = new URL(request.url);
      if (request.method !== "POST") return new Response("Method Not Allowed", { status: 405 });
      if (turn === "accepted_but_reset") {
        await answer(request, pathname, body, "good");
        throw new TypeError("terminated");
      }
      return transport(turn) ?? answer(request, pathname, body, turn);
    },
  };
}

/** What a network or a front end does; null for what the service itself answers. */
function transport(turn: MessageFault | "good"): Promise<Response> | null {
  switch (turn) {
    case "connection_refused":
      return Promise.reject(new TypeError("fetch failed"));
    case "hang":
      return new Promise(() => undefined);
    case "reset_in_body":
      return Promise.resolve(
        new Response(
          new ReadableStream({
            start: (controller) => {
              controller.enqueue(new TextEncoder().encode('{"id":'));
              controller.error(new TypeError("terminated"));
            },
          }),
        ),
      );
    case "endless_body": {
      const chunk = new TextEncoder().encode(" ".repeat(65_536));
      return Promise.resolve(
        new Response(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) })),
      );
    }
    case "redirect":
      return Promise.resolve(
        new Response(null, { status: 302, headers: { location: "http://169.254.169.254/" } }),
      );
    case "html_page":
      return Promise.resolve(
        new Response("<!doctype html><title>Sign in</title>", {
          status: 403,
          headers: { "content-type": "text/html" },
        }),
      );
    default:
      return null;
  }
}
