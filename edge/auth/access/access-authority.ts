import type { Context } from "hono";
import { getCookie } from "hono/cookie";

import type { AppContext } from "../../app-context.ts";
import { AppError } from "../../errors/app-error.ts";
import type { Authority } from "../authority.ts";
import { findPeopleByEmail } from "../sessions.repository.ts";
import { AccessKeysUnavailable, type AccessKeys } from "./access-keys.ts";
import { readAccessSettings, roleOfGroups, type AccessSettings } from "./access-settings.ts";
import { verifyAccessToken, type AccessIdentity } from "./access-token.ts";
import { readSiteChoice } from "./site-choice.ts";

/** Why somebody whom Access let through does not get any further. */
export type AccessRefusal = {
  error: AppError;
  /** Who they are to Access; null when they are nobody, or nothing could be told. */
  email: string | null;
  /** Where they are somebody, when they have to choose. */
  sites: readonly { id: string; name: string }[];
};

/** `none`: there is no token, or Access is not set up; `invalid`: it is not one of ours. */
export type AccessAnswer =
  | { kind: "none" | "invalid" }
  | { kind: "authority"; authority: Authority }
  | { kind: "refused"; refusal: AccessRefusal };

/** The token that Access sends along: in a header, and in a cookie that the browser keeps. */
export function accessTokenOf(c: Context<AppContext>): string | null {
  return c.req.header("Cf-Access-Jwt-Assertion") ?? getCookie(c, "CF_Authorization") ?? null;
}

/** Who a request comes from by the word of Cloudflare Access: looked up each time, so a change of theirs holds at once. */
export async function accessAuthority(
  c: Context<AppContext>,
  keys: AccessKeys,
): Promise<AccessAnswer> {
  const nobody = { email: null, sites: [] };
  try {
    const settings = readAccessSettings(c.env);
    const token = accessTokenOf(c);
    if (settings === null || token === null) return { kind: "none" };
    const identity = await verifyAccessToken(token, settings, keys, c.var.now());
    if (identity === null) return { kind: "invalid" };
    return await authorityOf(c, settings, identity);
  } catch (thrown) {
    if (thrown instanceof AppError) return refused({ ...nobody, error: thrown });
    if (!(thrown instanceof AccessKeysUnavailable)) throw thrown;
    return refused({ ...nobody, error: keysUnavailable() });
  }
}

async function authorityOf(
  c: Context<AppContext>,
  settings: AccessSettings,
  { email, groups }: AccessIdentity,
): Promise<AccessAnswer> {
  if (email === null) return refused({ email, sites: [], error: SERVICE_TOKEN() });
  const everybody = await findPeopleByEmail(c.var.db, email);
  const people = everybody.filter(({ disabledAt }) => disabledAt === null);
  if (people.length === 0) {
    return refused({ email, sites: [], error: everybody.length === 0 ? UNKNOWN() : DISABLED() });
  }
  const chosen = readSiteChoice(c);
  const found = people.length === 1 ? people[0] : people.find(({ site }) => site.id === chosen);
  if (found === undefined) {
    return refused({ email, sites: people.map(({ site }) => site), error: SEVERAL_SITES() });
  }
  const { site, disabledAt: _, ...who } = found;
  const role = who.role === "agent" ? who.role : (roleOfGroups(settings, groups) ?? who.role);
  return {
    kind: "authority",
    authority: { principal: { kind: "session", siteId: site.id, ...who, role }, site },
  };
}

function refused(refusal: AccessRefusal): AccessAnswer {
  return { kind: "refused", refusal };
}

const forbidden = (code: string, message: string) => () =>
  new AppError({ code, status: 403, message });

const SERVICE_TOKEN = forbidden(
  "access_service_token",
  "A service token of Cloudflare Access opens the door and is nobody. Send a token of Nightshift as a bearer token as well.",
);
const UNKNOWN = forbidden(
  "access_unknown_person",
  "Cloudflare Access knows you, Nightshift does not. Ask an admin of your site to add somebody with exactly this e-mail address in Settings, People; then open this page again.",
);
const DISABLED = forbidden(
  "access_person_disabled",
  "Nightshift does not let you in any more. If that is a mistake, an admin of your site can let you in again in Settings, People.",
);
const SEVERAL_SITES = forbidden(
  "access_choose_site",
  "You are somebody at several sites. Open Nightshift in a browser and choose one.",
);

function keysUnavailable(): AppError {
  return new AppError({
    code: "access_keys_unavailable",
    status: 503,
    message:
      "Cloudflare Access cannot be asked for its keys at the moment, so it cannot be told who you are. Try again in half a minute.",
    headers: { "Retry-After": "30" },
  });
}
