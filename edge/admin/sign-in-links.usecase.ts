import type { CreatedSignInLink, NewSignInLinkRequest } from "#shared/contracts/admin.ts";

import { createSecret, hashSecret } from "../auth/secrets.ts";
import { storeSignInLink } from "../auth/sign-in-links.repository.ts";
import type { Database } from "../db/client.ts";
import { notFound } from "../errors/app-error.ts";
import { findPerson } from "../people/people.repository.ts";
import type { Doer } from "./tokens.usecase.ts";

const HOUR_MS = 3_600_000;

/**
 * Makes a sign-in link for somebody at a site, for the Worker at `origin`. Its code is in the answer and nowhere else. Throws
 * AppError 404 for a stranger and for somebody who is disabled.
 */
export async function createSignInLink(
  db: Database,
  siteId: string,
  origin: string,
  request: NewSignInLinkRequest,
  { actor, nowMs }: Doer,
): Promise<CreatedSignInLink> {
  const { person_id: personId, uses } = request;
  const person = await findPerson(db, siteId, personId);
  if (person === null || person.disabledAt !== null) {
    throw notFound("Nobody with this id may sign in at this site.");
  }
  const { name, role } = person;
  const code = createSecret("link");
  const expiresAt = nowMs + request.valid_hours * HOUR_MS;
  const expires_at = new Date(expiresAt).toISOString();
  await storeSignInLink(
    db,
    siteId,
    { secretHash: await hashSecret(code), personId, usesLeft: uses, createdAt: nowMs, expiresAt },
    {
      atMs: nowMs,
      actor,
      action: "sign_in_link.create",
      detail: { person_id: personId, role, uses, expires_at },
    },
  );
  const url = new URL("/sign-in", origin);
  url.searchParams.set("code", code);
  return { person_id: personId, name, role, uses, expires_at, url: url.href };
}
