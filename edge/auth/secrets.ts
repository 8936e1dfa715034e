/*
 * Secrets as they are handed out, and the hashes that are kept instead of them. Nothing here needs the Worker:
 * whatever sets up a site may use it.
 */

export const SECRET_KINDS = ["ingest", "read", "link", "session"] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

const SECRET_BYTES = 32;
const SECRET_FORMAT = new RegExp(`^ns_(?:${SECRET_KINDS.join("|")})_[A-Za-z0-9_-]{43}$`);

/** Fills an array with random bytes, as `crypto.getRandomValues` does. */
export type FillRandom = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

/** A new secret of 256 random bits: `ns_<kind>_<base64url>`. */
export function createSecret(
  kind: SecretKind,
  fillRandom: FillRandom = (bytes) => crypto.getRandomValues(bytes),
): string {
  const bytes = fillRandom(new Uint8Array(SECRET_BYTES));
  const base64 = btoa(String.fromCharCode(...bytes));
  return `ns_${kind}_${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** Whether a text has the form of a secret; what has not is refused without asking the database. */
export function looksLikeSecret(text: string): boolean {
  return SECRET_FORMAT.test(text);
}

/** SHA-256 of a secret as 64 hex digits: what is stored. Secrets are random, so no salt and no slow hash is needed. */
export async function hashSecret(secret: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Compares two hashes in a time that does not tell where they differ. */
export function hashesEqual(left: string, right: string): boolean {
  let difference = left.length ^ right.length;
  for (let i = 0; i < left.length; i++) difference |= left.charCodeAt(i) ^ right.charCodeAt(i);
  return difference === 0;
}
