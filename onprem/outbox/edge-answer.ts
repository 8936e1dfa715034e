import type { Dispatcher } from "undici";
import type * as z from "zod";

import { apiErrorSchema } from "#shared/contracts/api-error.ts";

import { EdgeRefusedError, EdgeUnavailableError } from "./edge-errors.ts";
import { retryAfterMs } from "./retry-after.ts";

/** The largest honest one is that for 500 receipts. Nothing is unpacked: compression was not asked for. */
const MAX_ANSWER_BYTES = 1_000_000;
const MAX_WORDS = 300;

/**
 * The answer to a request as `schema` has it. Throws EdgeRefusedError or EdgeUnavailableError for everything else: other
 * statuses, pages of a proxy, answers that break off or never end.
 */
export async function readAnswer<Answer>(
  response: Dispatcher.ResponseData,
  schema: z.ZodType<Answer>,
  now: number,
): Promise<Answer> {
  const { statusCode: status, headers } = response;
  const body = await readJson(response.body);
  const isOk = status >= 200 && status < 300;
  // When every item of a batch is refused the status says so too, and the items say why.
  if (isOk || status === 422) {
    const answer = schema.safeParse(body);
    if (answer.success) return answer.data;
  }
  // A redirect is not followed: it would carry the token to wherever it points.
  if (status < 400) {
    throw new EdgeUnavailableError(
      `What answers at the edge's address is not Nightshift's (status ${status}); is edge.url right, or does a proxy or sign-in page stand before it?`,
      { code: "edge_unreadable" },
    );
  }
  const error = apiErrorSchema.safeParse(body).data?.error ?? null;
  const code = /^[a-z_]{1,40}$/.test(error?.code ?? "") ? (error?.code ?? null) : null;
  const said = code === null ? `${status}` : `${status} ${code}`;
  if (status === 429 || status === 408 || status === 425 || status >= 500) {
    throw new EdgeUnavailableError(`The edge cannot answer now (${said}).`, {
      code: status === 500 ? "edge_broken" : "edge_busy",
      retryAfterMs: retryAfterMs(headers, now),
      suspectsBatch: status === 500,
    });
  }
  throw refusal(status, code, error);
}

function refusal(
  status: number,
  edgeCode: string | null,
  error: { message: string } | null,
): Error {
  const said = edgeCode === null ? `${status}` : `${status} ${edgeCode}`;
  const edgeSaid = error === null ? null : plainWords(error.message);
  const refused = (kind: EdgeRefusedError["kind"], message: string) =>
    new EdgeRefusedError(message, { kind, status, edgeSaid, edgeCode });
  if (status === 413) return refused("size", `The edge finds the message too large (${said}).`);
  if (status === 400 || status === 422) {
    return refused("content", `The edge does not take the message (${said}).`);
  }
  if (error === null && status === 403) {
    return new EdgeUnavailableError(
      "Something before the edge blocks the message (403): a firewall, a proxy or Cloudflare's own rules.",
      { code: "edge_blocked", suspectsBatch: true },
    );
  }
  if (status === 401 || status === 403) {
    return refused(
      "token",
      `The edge does not accept this site's token (${said}). Check site.id, and put a valid token into edge.token_file or NIGHTSHIFT_SITE_TOKEN.`,
    );
  }
  return refused(
    "address",
    `The edge does not know this address (${said}). Check edge.url, and that the edge is not older than this agent.`,
  );
}

/** JSON of bounded size; null when there is nothing, undefined for anything else that came whole. */
async function readJson(body: AsyncIterable<Uint8Array>): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > MAX_ANSWER_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new EdgeUnavailableError("The edge's answer broke off.", {
      code: isTimeout(error) ? "edge_timeout" : "edge_broken",
      suspectsBatch: true,
    });
  }
  if (bytes === 0) return null;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
}

export function isTimeout(error: unknown): boolean {
  return error instanceof Error && /timeout/i.test(`${error.name} ${codeOf(error)}`);
}

function codeOf(error: Error): string {
  return "code" in error ? String(error.code) : "";
}

/** Words of somebody else, fit for a terminal. */
export function plainWords(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ").slice(0, MAX_WORDS);
}
