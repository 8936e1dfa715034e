import type { Command } from "commander";
import * as z from "zod";

import { listSites, readAuditLog, recountSite, storeSite } from "../edge/admin/sites.repository.ts";
import { ACTOR, adminCommand, contextOf, siteOf } from "./command-context.ts";
import { parseOptions } from "./known-errors.ts";
import { newSiteSchema } from "./new-site.ts";
import { printDone, printRows } from "./print.ts";

/** `site create`, `site list`, `site recount` and `audit`. */
export function addSiteCommands(program: Command): void {
  const site = program.command("site").description("the sites of this deployment");

  site
    .command("create")
    .description(
      "make a site; its time zone cannot be changed later, for all its dates depend on it",
    )
    .requiredOption("--id <id>", "short name, as in the agent's configuration")
    .requiredOption("--name <name>", "name that managers see")
    .requiredOption("--time-zone <zone>", "IANA name, such as America/New_York")
    .action(async (options: unknown, command: Command) => {
      const { db, json, nowMs } = contextOf(command);
      const wanted = parseOptions(newSiteSchema, options);
      const event = { atMs: nowMs, actor: ACTOR, action: "site.create", detail: wanted };
      await storeSite(db, wanted, event);
      printDone(
        json,
        `Site ${wanted.id} made. Next: ${adminCommand(command, `token create --site ${wanted.id} --scope ingest --label agent`)}`,
      );
    });

  site
    .command("list")
    .description("every site")
    .action(async (_: unknown, command: Command) => {
      const { db, json } = contextOf(command);
      const sites = await listSites(db);
      const rows = sites.map(({ id, name, timeZone }) => ({ id, name, time_zone: timeZone }));
      const next = adminCommand(command, "site create --help");
      printRows(json, rows, `There is no site yet. Make one: ${next}`);
    });

  site
    .command("recount")
    .description("count the site's rollups anew from its calls and scores; reads all of them")
    .action(async (_: unknown, command: Command) => {
      const { db, json } = contextOf(command);
      const siteId = await siteOf(command, db);
      await recountSite(db, siteId);
      printDone(json, `The rollups of ${siteId} are counted anew.`);
    });

  program
    .command("audit")
    .description("what was changed at a site, newest first")
    .option("--limit <n>", "how many events", "50")
    .action(async (options: unknown, command: Command) => {
      const { db, json } = contextOf(command);
      const { limit } = parseOptions(
        z.object({ limit: z.coerce.number().int().min(1).max(1000) }),
        options,
      );
      const events = await readAuditLog(db, await siteOf(command, db), limit);
      const rows = events.map(({ at, ...event }) => ({ at: new Date(at).toISOString(), ...event }));
      printRows(json, rows, "Nothing was changed yet.");
    });
}
