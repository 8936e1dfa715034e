import { ACTOR } from "../../admin/command-context.ts";
import { parseOptions } from "../../admin/known-errors.ts";
import { newSiteSchema } from "../../admin/new-site.ts";
import { storeSite, listSites, type NewSite } from "../../edge/admin/sites.repository.ts";
import type { Database } from "../../edge/db/client.ts";
import { DeployError } from "../deploy-error.ts";
import type { Deployment } from "../deployment.ts";

/**
 * The deployment's site, made when there is none; null in a dry run before there is one, and where there are several, for
 * those were made on purpose. Throws DeployError, UsageError.
 */
export async function firstSite(
  { dryRun, ask, answers, say, nowMs }: Deployment,
  db: Database | null,
): Promise<NewSite | null> {
  const sites = db === null ? [] : await listSites(db);
  const [only] = sites;
  if (only !== undefined) {
    say(`Site: ${sites.map(({ id }) => id).join(", ")}.`);
    return sites.length === 1 ? only : null;
  }
  if (dryRun || db === null) {
    say("Site: would ask for the first one's id, name and time zone, and make it.");
    return null;
  }
  const hostZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const wanted = {
    id:
      answers.siteId ??
      (await ask?.text("Site: a short id, as in the agent's configuration", "main")),
    name: answers.siteName ?? (await ask?.text("Site: its name, as managers see it", null)),
    timeZone:
      answers.timeZone ??
      (await ask?.text("Site: its time zone (cannot be changed later)", hostZone)),
  };
  if (wanted.id === undefined || wanted.name === undefined || wanted.timeZone === undefined) {
    throw new DeployError(
      "The database has no site yet. Give the first one: --site-id ID --site-name NAME --time-zone ZONE (an IANA name such as America/New_York)",
    );
  }
  const site = parseOptions(newSiteSchema, wanted);
  const event = { atMs: nowMs(), actor: ACTOR, action: "site.create", detail: site };
  await storeSite(db, site, event);
  say(`Site: made ${site.id} (${site.name}, ${site.timeZone}).`);
  return site;
}
