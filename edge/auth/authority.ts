import type { Context } from "hono";

import type { AppContext, SiteContext } from "../app-context.ts";
import type { Principal } from "./principal.ts";
import { hashesEqual, hashSecret, looksLikeSecret } from "./secrets.ts";
import { readSessionCookie } from "./session-cookie.ts";
import { findSession } from "./sessions.repository.ts";
import { findToken } from "./tokens.repository.ts";

export type Authority = { principal: Principal; site: SiteContext };

/** Who the bearer token of a request belongs to; null when there is none, or none that is known. */
export async function tokenAuthority(c: Context<AppContext>): Promise<Authority | null> {
  const secret = bearerSecret(c.req.header("Authorization"));
  if (secret === null) return null;
  const secretHash = await hashSecret(secret);
  const token = await findToken(c.var.db, secretHash);
  if (token === null || !hashesEqual(token.secretHash, secretHash)) return null;
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
  return {
    principal: { kind: "session", siteId: session.site.id, role: session.role },
    site: session.site,
  };
}

function bearerSecret(header: string | undefined): string | null {
  const secret = /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
  return secret !== undefined && looksLikeSecret(secret) ? secret : null;
}
