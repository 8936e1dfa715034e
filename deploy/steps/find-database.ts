import * as z from "zod";

import { DeployError } from "../deploy-error.ts";
import type { KnownIds, Names } from "../deployed-config.ts";
import type { Deployment } from "../deployment.ts";
import type { Wrangler } from "../wrangler.ts";

const listSchema = z.array(z.object({ uuid: z.string(), name: z.string() }));

/**
 * The id of the deployment's D1, which is made when the account has none by its name; null in a dry run before there is one.
 * Throws DeployError when the database that an earlier run used is gone: another one would look like lost data.
 */
export async function findDatabase(
  { dryRun, answers, say }: Deployment,
  wrangler: Wrangler,
  names: Names,
  known: KnownIds | null,
): Promise<string | null> {
  const databases = await listDatabases(wrangler);
  if (known !== null) {
    const found = databases.find(({ uuid }) => uuid === known.databaseId);
    if (found === undefined) {
      throw new DeployError(
        `The account has no D1 database ${known.databaseId} any more, which this deployment used. docs/operations.md, Losing D1, says how to go on. An empty one is made by the same command once database_name in the deployment's .toml file has a new name.`,
      );
    }
    say(`Database: ${found.name} (${found.uuid}).`);
    return found.uuid;
  }
  const found = databases.find(({ name }) => name === names.database);
  if (found !== undefined) {
    say(`Database: ${found.name} is there already (${found.uuid}).`);
    return found.uuid;
  }
  const where = [
    ...(answers.location === undefined ? [] : ["--location", answers.location]),
    ...(answers.jurisdiction === undefined ? [] : ["--jurisdiction", answers.jurisdiction]),
  ];
  const what = `D1 database ${names.database}${where.length === 0 ? "" : ` (${where.join(" ")})`}`;
  if (dryRun) {
    say(`Database: would make the ${what}.`);
    return null;
  }
  await wrangler(["d1", "create", names.database, ...where]);
  // What it prints is for people; the list has the id.
  const made = (await listDatabases(wrangler)).find(({ name }) => name === names.database);
  if (made === undefined) {
    throw new DeployError(
      `The ${what} was made, and the account does not list it yet. Run the same command again in a minute.`,
    );
  }
  say(`Database: made the ${what} (${made.uuid}).`);
  return made.uuid;
}

async function listDatabases(wrangler: Wrangler): Promise<z.infer<typeof listSchema>> {
  return listSchema.parse(JSON.parse(await wrangler(["d1", "list", "--json"])));
}
