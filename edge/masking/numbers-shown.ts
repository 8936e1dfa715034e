import type { Context } from "hono";

import type { NumbersShownTo } from "#shared/contracts/settings.ts";

import type { AppContext } from "../app-context.ts";
import type { Principal } from "../auth/principal.ts";

/** Whether whoever asks sees telephone numbers masked: by the site's setting, and by role. */
export function masksNumbers(c: Context<AppContext>): boolean {
  return !seesNumbers(c.var.principal, c.var.site.numbersShownTo ?? "managers");
}

/** Tokens, and agents, see whole numbers only where everybody does. */
function seesNumbers(principal: Principal, shownTo: NumbersShownTo): boolean {
  if (shownTo === "everybody") return true;
  if (shownTo === "nobody" || principal.kind === "token") return false;
  const { role } = principal;
  return role === "admin" || role === "manager" || (shownTo === "staff" && role === "reviewer");
}
