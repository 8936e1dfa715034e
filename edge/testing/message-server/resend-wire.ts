import * as z from "zod";

import type { MessageTurn } from "./message-faults.ts";

/* Resend's POST /emails as its documents have it, errors in its words: https://resend.com/docs/api-reference/errors. */

const ADDRESS = /^[^\s@<>",;:()[\]\\]+@[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,}$/;
const isMailbox = (text: string) => {
  const named = /^([^<>"\r\n]*) <([^<>]+)>$/.exec(text);
  return ADDRESS.test(named?.[2] ?? text);
};
const mailboxSchema = z.string().max(320).refine(isMailbox);
const recipientsSchema = z.union([mailboxSchema, z.array(mailboxSchema).min(1).max(50)]);
const headerSafe = z.string().regex(/^[^\r\n\0]*$/);

const emailSchema = z.strictObject({
  from: mailboxSchema,
  to: recipientsSchema,
  subject: headerSafe.min(1).max(998),
  cc: recipientsSchema.optional(),
  bcc: recipientsSchema.optional(),
  reply_to: recipientsSchema.optional(),
  html: z.string().optional(),
  text: z.string().optional(),
  headers: z.record(z.string(), headerSafe).optional(),
  tags: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[\w-]{1,256}$/),
        value: z.string().regex(/^[\w-]{1,256}$/),
      }),
    )
    .optional(),
  scheduled_at: z.string().optional(),
});

export type SentEmail = z.infer<typeof emailSchema> & { id: string };

function problem(
  statusCode: number,
  name: string,
  message: string,
  headers: Record<string, string> = {},
) {
  return Response.json({ statusCode, name, message }, { status: statusCode, headers });
}

/** The day's emails of one account, and the keys they came with. */
export type ResendAccount = {
  apiKey: string;
  /** Domains that may send. */
  domains: readonly string[];
  emails: SentEmail[];
  byKey: Map<string, { body: string; id: string }>;
};

export function answerAsResend(
  request: { headers: Headers; body: string },
  account: ResendAccount,
  turn: MessageTurn,
): Response {
  const { headers, body } = request;
  if ((headers.get("user-agent") ?? "") === "") {
    return new Response("error code: 1010", { status: 403 });
  }
  const authorization = headers.get("authorization");
  if (authorization === null) return problem(401, "missing_api_key", "Missing API Key");
  if (authorization !== `Bearer ${account.apiKey}` || turn === "bad_key") {
    return problem(401, "validation_error", "API key is invalid");
  }
  if (turn === "restricted_key") return problem(403, "invalid_api_key", "API key is invalid");
  if (turn === "rate_limit") {
    return problem(429, "rate_limit_exceeded", "Too many requests.", { "retry-after": "7" });
  }
  if (turn === "rate_limit_without_time")
    return problem(429, "rate_limit_exceeded", "Too many requests.");
  if (turn === "daily_quota") {
    return problem(429, "daily_quota_exceeded", "You have reached your daily email sending quota.");
  }
  if (turn === "server_error")
    return problem(500, "internal_server_error", "An unexpected error occurred.");
  if (turn === "unavailable") return new Response("Service Unavailable", { status: 503 });
  if (turn === "unprocessable")
    return problem(422, "invalid_parameter", "The `to` field is invalid: dana@nordwind.example");
  if (turn === "not_found")
    return problem(404, "not_found", "The requested endpoint does not exist.");
  const key = headers.get("idempotency-key");
  if (key !== null && (key === "" || key.length > 256)) {
    return problem(
      400,
      "invalid_idempotency_key",
      "Idempotency keys must have between 1 and 256 characters.",
    );
  }
  if (turn === "still_sending") {
    return problem(
      409,
      "concurrent_idempotent_requests",
      "Same idempotency key used while original request is still in progress.",
    );
  }
  if (!(headers.get("content-type") ?? "").startsWith("application/json")) {
    return problem(415, "validation_error", "Unsupported media type");
  }
  const known = key === null ? undefined : account.byKey.get(key);
  if (known !== undefined) {
    return known.body === body
      ? Response.json({ id: known.id })
      : problem(
          409,
          "invalid_idempotent_request",
          "Same idempotency key used with a different request payload.",
        );
  }
  const parsed = emailSchema.safeParse(jsonOf(body));
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join(".") || "body";
    return problem(422, "validation_error", `Invalid \`${field}\` field.`);
  }
  if (parsed.data.html === undefined && parsed.data.text === undefined) {
    return problem(422, "missing_required_field", "Missing `html` or `text` field.");
  }
  const domain = /@([^@>]+)>?$/.exec(parsed.data.from)?.[1] ?? "";
  if (!account.domains.includes(domain) || turn === "domain_not_verified") {
    return problem(
      403,
      "validation_error",
      `The ${domain} domain is not verified. Please, add and verify your domain.`,
    );
  }
  const id = crypto.randomUUID();
  account.emails.push({ ...parsed.data, id });
  if (key !== null) account.byKey.set(key, { body, id });
  return Response.json({ id });
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
