import { errors, jwtVerify } from "jose";
import * as z from "zod";

import type { AccessKeys } from "./access-keys.ts";
import type { AccessSettings } from "./access-settings.ts";

/** Clocks may differ by so much, both for the end of a token and for its beginning. */
const CLOCK_TOLERANCE_SEC = 30;
/** Cloudflare's own limit for all of a request's headers is 128 KB; a token has some 1,500 characters. */
const MAX_TOKEN_CHARACTERS = 16_000;

/** Whoever Access let through: somebody by their e-mail address in lower case, or a service token, which has none. */
export type AccessIdentity = { email: string | null; groups: readonly string[] };

const groupsSchema = z.union([
  z.string().transform((group) => [group]),
  // Some identity providers send objects; those that are no names count for nothing.
  z.array(z.unknown()).transform((groups) => groups.filter((group) => typeof group === "string")),
]);

/**
 * The claims of an application token (Cloudflare's docs, "Application token"). A service token has `common_name` and no
 * e-mail. What an identity provider says beside the e-mail is in `custom`, if the owner chose it there.
 */
const claimsSchema = z.object({
  type: z.literal("app"),
  email: z.string().max(254).optional(),
  custom: z
    .looseObject({ groups: groupsSchema.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

/**
 * Checks an Access token: signed by the team with RS256, issued by it for one of the audiences, not expired, begun. Null when
 * it is anything else. Throws AccessKeysUnavailable when that cannot be told.
 */
export async function verifyAccessToken(
  token: string,
  settings: AccessSettings,
  keys: AccessKeys,
  nowMs: number,
): Promise<AccessIdentity | null> {
  if (token.length > MAX_TOKEN_CHARACTERS) return null;
  try {
    const { payload } = await jwtVerify(token, keys.finderFor(settings.teamUrl), {
      algorithms: ["RS256"],
      issuer: settings.teamUrl,
      audience: settings.audiences,
      clockTolerance: CLOCK_TOLERANCE_SEC,
      currentDate: new Date(nowMs),
      requiredClaims: ["exp", "iat"],
    });
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success) return null;
    const { email, custom } = claims.data;
    return { email: email?.trim().toLowerCase() || null, groups: custom?.groups ?? [] };
  } catch (thrown) {
    if (thrown instanceof errors.JOSEError) return null;
    throw thrown;
  }
}
