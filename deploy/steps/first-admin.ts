import { newSignInLinkSchema } from "#shared/contracts/admin.ts";
import { newPersonSchema } from "#shared/contracts/people.ts";

import { ACTOR } from "../../admin/command-context.ts";
import { parseOptions } from "../../admin/known-errors.ts";
import { isHandedOver } from "../../edge/admin/handover.repository.ts";
import { createSignInLink } from "../../edge/admin/sign-in-links.usecase.ts";
import type { Database } from "../../edge/db/client.ts";
import { addPerson, showPeople } from "../../edge/people/people.usecase.ts";
import { DeployError } from "../deploy-error.ts";
import type { Deployment } from "../deployment.ts";

/**
 * Makes the site's first admin, and a sign-in link for them as long as nobody has signed in: one that was printed and lost, or
 * never printed, is no matter. Returns the link, whose secret is nowhere else; null where none is needed.
 */
export async function firstAdmin(
  { ask, answers, say, nowMs }: Deployment,
  db: Database,
  siteId: string,
  url: string,
): Promise<string | null> {
  const doer = { actor: ACTOR, nowMs: nowMs() };
  const people = await showPeople(db, siteId);
  let admin = people.find(({ role, disabled_at }) => role === "admin" && disabled_at === null);
  if (admin === undefined) {
    const name = answers.admin ?? (await ask?.text("Your name, for the site's first admin", null));
    if (name === undefined || name.trim() === "") {
      throw new DeployError('The site has no admin yet. Say who it is: --admin "YOUR NAME"');
    }
    admin = await addPerson(
      db,
      siteId,
      parseOptions(newPersonSchema, { name, role: "admin" }),
      doer,
    );
    say(`Admin: made ${admin.name}.`);
  } else if (await isHandedOver(db, siteId, ACTOR)) {
    say(`Admin: ${admin.name}, signed in before.`);
    return null;
  }
  const wanted = newSignInLinkSchema.parse({ person_id: admin.id });
  const link = await createSignInLink(db, siteId, url, wanted, doer);
  say(`Admin: a sign-in link for ${admin.name}, below.`);
  return link.url;
}
