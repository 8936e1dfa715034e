import * as z from "zod";

import type { MessageTurn } from "./message-faults.ts";

/*
 * A Slack incoming webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks for the errors,
 * https://docs.slack.dev/reference/block-kit/blocks for the limits. It answers in plain words.
 */

const mrkdwn = (most: number) =>
  z.strictObject({
    type: z.literal("mrkdwn"),
    text: z.string().min(1).max(most),
    verbatim: z.boolean().optional(),
  });
const plain = (most: number) =>
  z.strictObject({
    type: z.literal("plain_text"),
    text: z.string().min(1).max(most),
    emoji: z.boolean().optional(),
  });
const textOf = (most: number) => z.discriminatedUnion("type", [mrkdwn(most), plain(most)]);
const blockId = z.string().max(255).optional();

const blockSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("header"), text: plain(150), block_id: blockId }),
  z.strictObject({
    type: z.literal("section"),
    text: textOf(3000),
    fields: z.array(textOf(2000)).min(1).max(10).optional(),
    block_id: blockId,
  }),
  z.strictObject({
    type: z.literal("context"),
    elements: z.array(textOf(2000)).min(1).max(10),
    block_id: blockId,
  }),
  z.strictObject({ type: z.literal("divider"), block_id: blockId }),
]);

const messageSchema = z.strictObject({
  text: z.string().max(40_000).optional(),
  blocks: z.array(blockSchema).min(1).max(50).optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
});
export type PostedMessage = z.infer<typeof messageSchema>;

const MOST_BLOCK_CHARS = 13_000;

const words = (status: number, word: string, headers: Record<string, string> = {}) =>
  new Response(word, { status, headers: { "content-type": "text/html", ...headers } });

export function answerAsSlack(
  request: { path: string; headers: Headers; body: string },
  channel: { path: string; posted: PostedMessage[] },
  turn: MessageTurn,
): Response {
  const { path, headers, body } = request;
  if (path !== channel.path || turn === "no_service") return words(404, "no_service");
  if (turn === "rate_limit") return words(429, "rate_limited", { "retry-after": "30" });
  if (turn === "rate_limit_without_time") return words(429, "rate_limited");
  if (turn === "server_error") return words(500, "rollup_error");
  if (turn === "unavailable") return words(503, "service_unavailable");
  if (turn === "channel_is_archived") return words(410, "channel_is_archived");
  if (turn === "action_prohibited") return words(403, "action_prohibited");
  if (turn === "bad_key") return words(403, "invalid_token");
  if (turn === "invalid_payload") return words(400, "invalid_payload");
  if (!(headers.get("content-type") ?? "").startsWith("application/json"))
    return words(400, "invalid_payload");
  const parsed = messageSchema.safeParse(jsonOf(body));
  if (!parsed.success) {
    return words(
      400,
      parsed.error.issues[0]?.path[0] === "blocks" ? "invalid_blocks" : "invalid_payload",
    );
  }
  const { text = "", blocks } = parsed.data;
  if (text === "" && blocks === undefined) return words(400, "no_text");
  if (JSON.stringify(blocks ?? []).length > MOST_BLOCK_CHARS)
    return words(400, "msg_blocks_too_long");
  channel.posted.push(parsed.data);
  return words(200, "ok");
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
