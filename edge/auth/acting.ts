import type { Context } from "hono";

import type { Role } from "#shared/contracts/people.ts";

import type { Doer } from "../admin/tokens.usecase.ts";
import type { AppContext } from "../app-context.ts";
import { actorOf, type Principal } from "./principal.ts";

/** Who changes something with this request, and when. */
export function doerOf(c: Context<AppContext>): Doer {
  return { actor: actorOf(c.var.principal), nowMs: c.var.now() };
}

/** Whether to show what managers and admins may do; the routes ask again. */
export function mayManage(principal: Principal): boolean {
  return hasRole(principal, ["admin", "manager"]);
}

/** Whether to show what admins may do; the routes ask again. */
export function mayAdminister(principal: Principal): boolean {
  return hasRole(principal, ["admin"]);
}

function hasRole(principal: Principal, roles: readonly Role[]): boolean {
  return principal.kind === "session" && roles.includes(principal.role);
}
