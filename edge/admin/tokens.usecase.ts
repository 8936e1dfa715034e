import type { CreatedToken, NewTokenRequest, TokenRow } from "#shared/contracts/admin.ts";

import { createSecret, hashSecret } from "../auth/secrets.ts";
import {
  listTokens,
  revokeToken,
  storeToken,
  type ListedToken,
} from "../auth/tokens.repository.ts";
import type { Database } from "../db/client.ts";
import { AppError } from "../errors/app-error.ts";

const DAY_MS = 86_400_000;

/** Who does something, and when (epoch milliseconds). */
export type Doer = { actor: string; nowMs: number };

/**
 * Makes a token of a site. Its secret is in the answer and nowhere else. A form gives the token's `id`, so that sent twice it
 * makes one.
 *
 * @throws AppError 409 when there is a token by this id
 */
export async function createToken(
  db: Database,
  siteId: string,
  request: NewTokenRequest,
  { actor, nowMs }: Doer,
  id: string = crypto.randomUUID(),
): Promise<CreatedToken> {
  const { scope, label } = request;
  const token = createSecret(scope);
  const expiresAt =
    request.expires_in_days === null ? null : nowMs + request.expires_in_days * DAY_MS;
  const expires_at = isoOrNull(expiresAt);
  const isStored = await storeToken(
    db,
    siteId,
    { id, scope, label, secretHash: await hashSecret(token), createdAt: nowMs, expiresAt },
    { atMs: nowMs, actor, action: "token.create", detail: { id, scope, label, expires_at } },
  );
  if (!isStored) {
    throw new AppError({
      code: "conflict",
      status: 409,
      message:
        "This form has made its token already, and the secret was shown then. If it is lost, revoke that token and make another.",
    });
  }
  return { id, scope, label, expires_at, token };
}

/** A site's tokens, oldest first, without their secrets. */
export async function showTokens(db: Database, siteId: string, nowMs: number): Promise<TokenRow[]> {
  const tokens = await listTokens(db, siteId);
  return tokens.map((token) => ({
    id: token.id,
    scope: token.scope,
    label: token.label,
    state: stateOf(token, nowMs),
    created_at: new Date(token.createdAt).toISOString(),
    expires_at: isoOrNull(token.expiresAt),
    last_used_at: isoOrNull(token.lastUsedAt),
    revoked_at: isoOrNull(token.revokedAt),
  }));
}

/** Ends a token for good; false when the site has no such token, or it had ended by revocation before. */
export function endToken(
  db: Database,
  siteId: string,
  id: string,
  { actor, nowMs }: Doer,
): Promise<boolean> {
  const event = { atMs: nowMs, actor, action: "token.revoke", detail: { id } };
  return revokeToken(db, siteId, id, event);
}

function stateOf({ revokedAt, expiresAt }: ListedToken, nowMs: number): TokenRow["state"] {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt <= nowMs ? "expired" : "active";
}

function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
