import type { Context } from "hono";
import { accepts } from "hono/accepts";

import { localDateAt } from "#shared/time/site-time.ts";

import type { AppContext } from "../app-context.ts";
import { masksNumbers } from "../masking/numbers-shown.ts";
import type { AnswerCache, CachedAnswer } from "./answer-cache.ts";
import { toCsv } from "./csv.ts";

/** How long a client may show an answer without asking again; behind it stands the ETag. */
const MAX_AGE_SEC = 15;
const MEDIA_TYPES = { json: "application/json", csv: "text/csv; charset=utf-8" } as const;

export type Format = keyof typeof MEDIA_TYPES;

/** What a route has to say; `headers` go with it. An answer with `keep: false` names people's calls: no copy is kept. */
export type Answer = {
  body: unknown;
  headers?: Readonly<Record<string, string>>;
  keep?: boolean;
};

/** Flat rows, which may be had as CSV as well. */
export type Rows = Answer & {
  body: readonly Readonly<Record<string, string | number | boolean | null>>[];
  columns: readonly string[];
};

/** CSV by a path that ends in `.csv`, or by the Accept header; JSON otherwise. */
export function wantedFormat(c: Context<AppContext>): Format {
  if (c.req.path.endsWith(".csv")) return "csv";
  const type = accepts(c, {
    header: "Accept",
    supports: ["application/json", "text/csv"],
    default: "application/json",
  });
  return type === "text/csv" ? "csv" : "json";
}

/**
 * Answers what depends on nothing but the site's calls and its date. Its ETag is made of the site's revision, which came
 * with the proof of authority: an If-None-Match that still holds is answered 304 without another query, and an answer this
 * instance gave lately is given again.
 */
export async function answerByRevision(
  c: Context<AppContext>,
  cache: AnswerCache,
  format: Format,
  produce: () => Promise<Answer | Rows>,
): Promise<Response> {
  const { site } = c.var;
  const today = localDateAt(c.var.now(), site.timeZone);
  const asked = new URL(c.req.url);
  // Whoever may read the site reads the same, but for telephone numbers; an answer for fewer eyes must not come through here.
  const masks = masksNumbers(c);
  const { pathname, search } = asked;
  const key = JSON.stringify([site.id, site.revision, today, pathname, search, format, masks]);
  const etag = await weakTag(key);
  if (isCurrent(c, etag)) return notModified(c, etag);
  const known = cache.get(key);
  const answer = known ?? serialise(await produce(), format, asked.pathname);
  if (known === null) cache.put(key, answer);
  return send(c, answer, etag);
}

/** Answers what may change without the site's revision: states of jobs, heartbeats, settings. The ETag is the content's. */
export async function answerByContent(
  c: Context<AppContext>,
  format: Format,
  produce: () => Promise<Answer | Rows>,
): Promise<Response> {
  const produced = await produce();
  const answer = serialise(produced, format, c.req.path);
  const etag = await weakTag(JSON.stringify([format, answer]));
  const response = isCurrent(c, etag) ? notModified(c, etag) : send(c, answer, etag);
  if (produced.keep === false) response.headers.set("Cache-Control", "no-store");
  return response;
}

function serialise(answer: Answer | Rows, format: Format, path: string): CachedAnswer {
  const headers = { ...answer.headers, "Content-Type": MEDIA_TYPES[format] };
  if (format === "json" || !("columns" in answer)) {
    return {
      body: JSON.stringify(answer.body),
      headers: { ...headers, "Content-Type": MEDIA_TYPES.json },
    };
  }
  const name =
    path
      .split("/")
      .at(-1)
      ?.replace(/\.csv$/, "") ?? "nightshift";
  return {
    body: toCsv(answer.columns, answer.body),
    headers: { ...headers, "Content-Disposition": `attachment; filename="${name}.csv"` },
  };
}

function send(c: Context<AppContext>, { body, headers }: CachedAnswer, etag: string): Response {
  return c.body(body, 200, { ...headers, ...cachingHeaders(etag) });
}

function notModified(c: Context<AppContext>, etag: string): Response {
  return c.body(null, 304, cachingHeaders(etag));
}

function cachingHeaders(etag: string): Record<string, string> {
  return {
    ETag: etag,
    "Cache-Control": `private, max-age=${MAX_AGE_SEC}`,
    // Another token or person at the same browser asks for themselves.
    Vary: "Authorization, Cookie, Accept, Origin",
  };
}

function isCurrent(c: Context<AppContext>, etag: string): boolean {
  const known = c.req.header("If-None-Match")?.split(",") ?? [];
  return known.some((tag) => tag.trim().replace(/^W\//, "") === etag.replace(/^W\//, ""));
}

async function weakTag(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const hex = [...new Uint8Array(digest).slice(0, 12)].map((byte) =>
    byte.toString(16).padStart(2, "0"),
  );
  return `W/"${hex.join("")}"`;
}
