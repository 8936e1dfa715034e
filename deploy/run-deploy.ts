import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { deployedConfigPath } from "../admin/deployment-folder.ts";
import { wranglerDatabase } from "../admin/wrangler-database.ts";
import { openDatabase, type Database } from "../edge/db/client.ts";
import {
  composeConfig,
  namesOf,
  NO_DATABASE,
  readKnownIds,
  writeConfig,
  type Ids,
} from "./deployed-config.ts";
import type { Deployment } from "./deployment.ts";
import { sayWhatNext } from "./say-what-next.ts";
import { applyMigrations } from "./steps/apply-migrations.ts";
import { checkLogin } from "./steps/check-login.ts";
import { checkWorker } from "./steps/check-worker.ts";
import { deployWorker } from "./steps/deploy-worker.ts";
import { findDatabase } from "./steps/find-database.ts";
import { firstAdmin } from "./steps/first-admin.ts";
import { firstSite } from "./steps/first-site.ts";
import { setSecrets } from "./steps/set-secrets.ts";
import { siteToken } from "./steps/site-token.ts";

/**
 * From nothing, or from whatever an earlier run left, to a Worker that runs this version, with a site, an admin and a token.
 * Every step first looks whether it is done. Throws DeployError and what the use cases behind `npm run admin` throw.
 */
export async function runDeploy(deployment: Deployment): Promise<void> {
  const { environment, folder, owner, dryRun, wranglerFor, say } = deployment;
  const known = readKnownIds(folder, environment);
  const names = namesOf(environment, owner);
  say(`${dryRun ? "What a deployment would do" : "Deploying"}: ${environment}.`);

  const account = await checkLogin(deployment, known);
  const wrangler = wranglerFor(account?.id ?? null);
  // An owner who names another database means that one: the one before is lost, or set back from a copy.
  const isOther = owner.database_name !== undefined && owner.database_name !== known?.databaseName;
  const ofAccount = known?.accountId === account?.id && !isOther ? known : null;
  const databaseId =
    account === null ? null : await findDatabase(deployment, wrangler, names, ofAccount);
  if (dryRun) {
    if (account === null)
      say(`Database: would look for ${names.database}, and make it if need be.`);
    return dryRunOn(deployment, account?.id ?? null, databaseId);
  }
  if (account === null || databaseId === null) throw new TypeError("a step ended without a result");

  const ids: Ids = { accountId: account.id, databaseId };
  const configPath = deployedConfigPath(environment, folder);
  const isNew = writeConfig(configPath, composeConfig(environment, folder, owner, ids));
  say(`Configuration: ${isNew ? "written to " : ""}${configPath}.`);

  const place = { wrangler, configPath };
  const db = databaseOf(configPath);
  await setSecrets(deployment, place);
  await applyMigrations(deployment, place, db);
  const url = await deployWorker(deployment, place);
  const site = await firstSite(deployment, db);
  const link = site === null ? null : await firstAdmin(deployment, db, site.id, url);
  const token = site === null ? null : await siteToken(deployment, db, site.id);
  sayWhatNext(deployment, url, site, { link, token });
}

/** The steps after the database, in words, over a configuration of its own that is gone afterwards. */
async function dryRunOn(
  deployment: Deployment,
  accountId: string | null,
  databaseId: string | null,
): Promise<void> {
  const { environment, folder, owner, wranglerFor, say } = deployment;
  say(`Configuration: would be in ${deployedConfigPath(environment, folder)}.`);
  const scratch = mkdtempSync(join(tmpdir(), "nightshift-dry-run-"));
  try {
    const ids = { accountId, databaseId: databaseId ?? NO_DATABASE };
    const configPath = deployedConfigPath(environment, scratch);
    writeConfig(configPath, composeConfig(environment, scratch, owner, ids));
    const place = { wrangler: wranglerFor(accountId), configPath };
    const db = databaseId === null ? null : databaseOf(configPath);
    await setSecrets(deployment, accountId === null ? null : place);
    const applied = await applyMigrations(deployment, place, db);
    await checkWorker(deployment, place);
    await firstSite(deployment, applied.length === 0 ? null : db);
    say("Admin and site token: would be made for a site that has none.");
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function databaseOf(configPath: string): Database {
  return openDatabase(wranglerDatabase({ kind: "remote", configPath }));
}
