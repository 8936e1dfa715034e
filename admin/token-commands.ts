import type { Command } from "commander";
import * as z from "zod";

import { newSignInLinkSchema, newTokenSchema } from "#shared/contracts/admin.ts";

import { createSignInLink } from "../edge/admin/sign-in-links.usecase.ts";
import { createToken, endToken, showTokens } from "../edge/admin/tokens.usecase.ts";
import { endAllSessions } from "../edge/auth/sign-in-links.repository.ts";
import { ACTOR, contextOf, siteOf } from "./command-context.ts";
import { CommandError, parseOptions, UsageError } from "./known-errors.ts";
import { personOf } from "./people-commands.ts";
import { printDone, printFields, printRows } from "./print.ts";

const LOCAL_URL = "http://127.0.0.1:8787";

/* What the command line gives, named as the schemas of the API are: those decide. */

const tokenOptionsSchema = z.object({
  scope: z.string(),
  label: z.string(),
  expiresInDays: z.coerce.number().optional(),
});

const linkOptionsSchema = z.object({
  person: z.string(),
  uses: z.coerce.number(),
  validHours: z.coerce.number(),
});

const urlSchema = z.object({ url: z.url({ protocol: /^https?$/ }).optional() });

/** `token create | list | revoke`, `link create` and `sign-out`. */
export function addTokenCommands(program: Command): void {
  const token = program.command("token").description("tokens of agents, of Grafana and of scripts");

  token
    .command("create")
    .description("make a token; it is printed this once, and only its hash is stored")
    .requiredOption("--scope <scope>", "ingest: the site's agent; read: Grafana and scripts")
    .requiredOption("--label <label>", "what uses it")
    .option("--expires-in-days <n>", "after which it ends by itself; never unless it is given")
    .action(async (options: unknown, command: Command) => {
      const { db, json, nowMs } = contextOf(command);
      const { expiresInDays, ...given } = parseOptions(tokenOptionsSchema, options);
      const wanted = parseOptions(newTokenSchema, { ...given, expires_in_days: expiresInDays });
      const siteId = await siteOf(command, db);
      printFields(json, await createToken(db, siteId, wanted, { actor: ACTOR, nowMs }));
    });

  token
    .command("list")
    .description("the site's tokens, without their secrets")
    .action(async (_: unknown, command: Command) => {
      const { db, json, nowMs } = contextOf(command);
      const tokens = await showTokens(db, await siteOf(command, db), nowMs);
      printRows(json, tokens, "There is no token yet.");
    });

  token
    .command("revoke <id>")
    .description("end a token for good, by the id that list shows")
    .action(async (id: string, _: unknown, command: Command) => {
      const { db, json, nowMs } = contextOf(command);
      const siteId = await siteOf(command, db);
      if (!(await endToken(db, siteId, id, { actor: ACTOR, nowMs }))) {
        throw new CommandError(`${siteId} has no token ${id}, or it was revoked before.`);
      }
      printDone(json, `Token ${id} is revoked.`);
    });

  program
    .command("link")
    .description("sign-in links for people")
    .command("create")
    .description("make a sign-in link; it is printed this once, and whoever has it can sign in")
    .requiredOption("--person <id or name>", "whom it signs in; person create adds somebody")
    .option("--uses <n>", "how often it signs in", "1")
    .option("--valid-hours <n>", "after which it ends by itself", "24")
    .option("--url <url>", `address of the Worker (${LOCAL_URL} unless --remote)`)
    .action(async (options: unknown, command: Command) => {
      const { db, json, nowMs, target } = contextOf(command);
      const { validHours, person, uses } = parseOptions(linkOptionsSchema, options);
      const { url } = parseOptions(urlSchema, options);
      if (target.kind === "remote" && url === undefined) {
        throw new UsageError(
          "Say where the Worker is: --url https://nightshift.example.workers.dev",
        );
      }
      const siteId = await siteOf(command, db);
      const wanted = parseOptions(newSignInLinkSchema, {
        person_id: await personOf(db, siteId, person),
        uses,
        valid_hours: validHours,
      });
      const doer = { actor: ACTOR, nowMs };
      printFields(json, await createSignInLink(db, siteId, url ?? LOCAL_URL, wanted, doer));
    });

  program
    .command("sign-out")
    .description("end every session and every unused sign-in link of a site")
    .action(async (_: unknown, command: Command) => {
      const { db, json, nowMs } = contextOf(command);
      const siteId = await siteOf(command, db);
      const event = { atMs: nowMs, actor: ACTOR, action: "sessions.end", detail: {} };
      await endAllSessions(db, siteId, event);
      printDone(json, `Everybody at ${siteId} is signed out, and no link works any more.`);
    });
}
