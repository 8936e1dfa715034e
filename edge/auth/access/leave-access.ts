import type { Context } from "hono";
import { deleteCookie } from "hono/cookie";

import type { AppContext } from "../../app-context.ts";
import { page } from "../../dashboard/page.tsx";
import { leavingAccessPage } from "../sign-in-pages.tsx";
import { accessTokenOf } from "./access-authority.ts";

/**
 * Leads whoever came in through Cloudflare Access to its way out; null when they did not. A page does it, because Access
 * leads on to its own address, where the pages' policy lets no form end up.
 */
export function leaveAccess(c: Context<AppContext>): Response | Promise<Response> | null {
  if (!c.env.ACCESS_TEAM_DOMAIN || accessTokenOf(c) === null) return null;
  deleteCookie(c, "CF_Authorization", { path: "/", secure: true });
  return page(c, leavingAccessPage());
}
