import type { CreatedSignInLink, NewSignInLinkRequest } from "#shared/contracts/admin.ts";

import { createSecret, hashSecret } from "../auth/secrets.ts";
import { storeSignInLink } from "../auth/sign-in-links.repository.ts";
import type { Database } from "../db/client.ts";
import type { Doer } from "./tokens.usecase.ts";

const HOUR_MS = 3_600_000;

/** Makes a sign-in link of a site for the Worker at `origin`. Its code is in the answer and nowhere else. */
export async function createSignInLink(
  db: Database,
  siteId: string,
  origin: string,
  request: NewSignInLinkRequest,
  { actor, nowMs }: Doer,
): Promise<CreatedSignInLink> {
  const { role, uses } = request;
  const code = createSecret("link");
  const expiresAt = nowMs + request.valid_hours * HOUR_MS;
  const expires_at = new Date(expiresAt).toISOString();
  await storeSignInLink(
    db,
    siteId,
    { secretHash: await hashSecret(code), role, usesLeft: uses, createdAt: nowMs, expiresAt },
    { atMs: nowMs, actor, action: "sign_in_link.create", detail: { role, uses, expires_at } },
  );
  const url = new URL("/sign-in", origin);
  url.searchParams.set("code", code);
  return { role, uses, expires_at, url: url.href };
}
