import * as z from "zod";

import type { MessageTurn } from "./message-faults.ts";

/*
 * Somebody's own endpoint that verifies as the Standard Webhooks libraries do: timestamp within five minutes, one signature of
 * those given that fits, the same `webhook-id` taken once.
 */

const TOLERANCE_SEC = 300;
const MOST_BYTES = 200_000;

const eventSchema = z.strictObject({
  type: z.string().regex(/^[a-z_]+(\.[a-z_]+)*$/),
  timestamp: z.iso.datetime(),
  data: z.record(z.string(), z.unknown()),
});
export type ReceivedEvent = z.infer<typeof eventSchema> & { id: string };

export type Receiver = { secret: string; received: ReceivedEvent[] };

const refuse = (status: number, error: string) => Response.json({ error }, { status });

export async function answerAsReceiver(
  request: { headers: Headers; body: string },
  receiver: Receiver,
  turn: MessageTurn,
  nowMs: number,
): Promise<Response> {
  if (turn === "rate_limit") {
    return new Response("slow down", { status: 429, headers: { "retry-after": "120" } });
  }
  if (turn === "rate_limit_without_time") return new Response("slow down", { status: 429 });
  if (turn === "server_error") return new Response("oops", { status: 500 });
  if (turn === "unavailable")
    return new Response("later", { status: 503, headers: { "retry-after": "60" } });
  if (turn === "bad_key") return refuse(401, "unknown sender");
  if (turn === "not_found") return refuse(404, "no such hook");
  if (turn === "gone") return refuse(410, "unsubscribed");
  const id = request.headers.get("webhook-id");
  const timestamp = request.headers.get("webhook-timestamp");
  const signatures = request.headers.get("webhook-signature");
  if (id === null || timestamp === null || signatures === null)
    return refuse(400, "missing headers");
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Number(timestamp) - nowMs / 1000) > TOLERANCE_SEC) {
    return refuse(400, "timestamp out of tolerance");
  }
  if (request.body.length > MOST_BYTES) return refuse(413, "too large");
  const expected = await expectedSignature(receiver.secret, `${id}.${timestamp}.${request.body}`);
  if (!signatures.split(" ").includes(expected)) return refuse(400, "no matching signature");
  const event = eventSchema.safeParse(JSON.parse(request.body));
  if (!event.success) return refuse(422, "unknown event");
  if (!receiver.received.some((known) => known.id === id))
    receiver.received.push({ ...event.data, id });
  return new Response(null, { status: 204 });
}

/** Computed apart from the product's own code, by the specification. */
async function expectedSignature(secret: string, content: string): Promise<string> {
  const raw = atob(secret.replace(/^whsec_/, ""));
  const key = await crypto.subtle.importKey(
    "raw",
    new Uint8Array([...raw].map((char) => char.charCodeAt(0))),
    { name: "HMAC", hash: { name: "SHA-256" } },
    false,
    ["sign"],
  );
  const signature = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(content));
  return `v1,${btoa([...new Uint8Array(signature)].map((byte) => String.fromCharCode(byte)).join(""))}`;
}
