import { newTokenSchema } from "#shared/contracts/admin.ts";

import { ACTOR } from "../../admin/command-context.ts";
import { createToken, endToken, showTokens } from "../../edge/admin/tokens.usecase.ts";
import type { Database } from "../../edge/db/client.ts";
import type { Deployment } from "../deployment.ts";

const LABEL = "recording host";

/**
 * The token with which the site's agent sends, made when there is none. One that was never used may have been lost between
 * its making and its owner, so another in its place is offered. Returns its secret; null where none was made.
 */
export async function siteToken(
  { ask, say, nowMs }: Deployment,
  db: Database,
  siteId: string,
): Promise<string | null> {
  const doer = { actor: ACTOR, nowMs: nowMs() };
  const tokens = (await showTokens(db, siteId, nowMs())).filter(
    ({ scope, state }) => scope === "ingest" && state === "active",
  );
  const [token] = tokens;
  if (tokens.some(({ last_used_at }) => last_used_at !== null)) {
    say("Site token: in use.");
    return null;
  }
  if (token !== undefined) {
    const made = `Site token: made ${token.created_at} and not used yet`;
    if (ask === null || !(await ask.yes(`${made}. Make another in its place?`))) {
      say(
        `${made}. If it is lost: npm run admin -- --remote token create --scope ingest --label NAME`,
      );
      return null;
    }
    await endToken(db, siteId, token.id, doer);
  }
  const wanted = newTokenSchema.parse({ scope: "ingest", label: LABEL });
  const { token: secret } = await createToken(db, siteId, wanted, doer);
  say("Site token: made, below.");
  return secret;
}
