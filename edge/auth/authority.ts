import type { Context } from "hono";

import type { AppContext, SiteContext } from "../app-context.ts";
import { logUnexpected } from "../errors/log-event.ts";
import type { Principal } from "./principal.ts";
import { hashesEqual, hashSecret, looksLikeSecret } from "./secrets.ts";
import { readSessionCookie } from "./session-cookie.ts";
import { findSession } from "./sessions.repository.ts";
import { findToken, noteTokenUse } from "./tokens.repository.ts";

export type Authority = { principal: Principal; site: SiteContext };

/** The use of a token is noted at most this often, so that a request costs no write. */
const NOTE_USE_EVERY_MS = 15 * 60_000;

/** Who the bearer token of a request belongs to; null when there is none, or none that may be used. */
export async function tokenAuthority(c: Context<AppContext>): Promise<Authority | null> {
  const secret = bearerSecret(c.req.header("Authorization"));
  if (secret === null) return null;
  const secretHash = await hashSecret(secret);
  const nowMs = c.var.now();
  const token = await findToken(c.var.db, secretHash, nowMs);
  if (token === null || !hashesEqual(token.secretHash, secretHash)) return null;
  if (token.lastUsedAt === null || token.lastUsedAt < nowMs - NOTE_USE_EVERY_MS) {
    const noted = noteTokenUse(c.var.db, token.id, nowMs, NOTE_USE_EVERY_MS);
    c.executionCtx.waitUntil(
      noted.catch((thrown: unknown) => logUnexpected("token_use_not_noted", thrown)),
    );
  }
  return {
    principal: { kind: "token", siteId: token.site.id, tokenId: token.id, scope: token.scope },
    site: token.site,
  };
}

/** Who is signed in with the session cookie of a request; null when nobody is. */
export async function sessionAuthority(c: Context<AppContext>): Promise<Authority | null> {
  const secret = readSessionCookie(c);
  if (secret === null) return null;
  const session = await findSession(c.var.db, await hashSecret(secret), c.var.now());
  if (session === null) return null;
  const { site, ...who } = session;
  return { principal: { kind: "session", siteId: site.id, ...who }, site };
}

function bearerSecret(header: string | undefined): string | null {
  const secret = /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
  return secret !== undefined && looksLikeSecret(secret) ? secret : null;
}
