import type { Command } from "commander";
import * as z from "zod";

import { newPersonSchema, personChangeSchema } from "#shared/contracts/people.ts";

import type { Database } from "../edge/db/client.ts";
import { listPeople } from "../edge/people/people.repository.ts";
import { addPerson, showPeople, updatePerson } from "../edge/people/people.usecase.ts";
import { ACTOR, contextOf, siteOf } from "./command-context.ts";
import { CommandError, parseOptions, UsageError } from "./known-errors.ts";
import { printFields, printRows } from "./print.ts";

const newOptionsSchema = z.object({
  name: z.string(),
  role: z.string(),
  email: z.string().optional(),
  agentUser: z.string().optional(),
});

/** `person create | list | change`. */
export function addPeopleCommands(program: Command): void {
  const person = program.command("person").description("who may sign in, and as what");

  person
    .command("create")
    .description("add somebody; link create then makes their sign-in link")
    .requiredOption("--name <name>", "as others see them")
    .requiredOption(
      "--role <role>",
      "admin: everything; manager: all but tokens, people and providers; reviewer: reads and reviews; agent: their own calls",
    )
    .option("--email <address>", "theirs alone")
    .option("--agent-user <user>", "an agent's ViciDial user, whose calls they see")
    .action(async (options: unknown, command: Command) => {
      const { db, json, nowMs } = contextOf(command);
      const { agentUser, ...given } = parseOptions(newOptionsSchema, options);
      const wanted = parseOptions(newPersonSchema, { ...given, agent_user: agentUser });
      const siteId = await siteOf(command, db);
      printFields(json, await addPerson(db, siteId, wanted, { actor: ACTOR, nowMs }));
    });

  person
    .command("list")
    .description("everybody, disabled ones included")
    .action(async (_: unknown, command: Command) => {
      const { db, json } = contextOf(command);
      const people = await showPeople(db, await siteOf(command, db));
      printRows(json, people, "There is nobody yet. Add somebody: person create --help");
    });

  person
    .command("change <id-or-name>")
    .description("change somebody; whoever is disabled is signed out at once")
    .option("--name <name>", "as others see them")
    .option("--role <role>", "admin, manager or reviewer; an agent stays one")
    .option("--email <address>", "theirs alone")
    .option("--disable", "they may not sign in any more")
    .option("--enable", "they may again")
    .action(async (who: string, options: unknown, command: Command) => {
      const { db, json, nowMs } = contextOf(command);
      const { disable, enable, ...change } = parseOptions(
        z.object({
          name: z.string().optional(),
          role: z.string().optional(),
          email: z.string().optional(),
          disable: z.boolean().optional(),
          enable: z.boolean().optional(),
        }),
        options,
      );
      if (disable === true && enable === true) throw new UsageError("--disable or --enable.");
      const disabled = disable === true ? true : enable === true ? false : undefined;
      const wanted = parseOptions(
        personChangeSchema,
        disabled === undefined ? change : { ...change, disabled },
      );
      const siteId = await siteOf(command, db);
      const id = await personOf(db, siteId, who);
      printFields(json, await updatePerson(db, siteId, id, wanted, { actor: ACTOR, nowMs }));
    });
}

/** Whom an id, or a name that only one has, means. Throws CommandError. */
export async function personOf(db: Database, siteId: string, idOrName: string): Promise<string> {
  const people = await listPeople(db, siteId);
  const byId = people.find(({ id }) => id === idOrName);
  if (byId !== undefined) return byId.id;
  const named = people.filter(({ name }) => name.toLowerCase() === idOrName.trim().toLowerCase());
  const [only] = named;
  if (only !== undefined && named.length === 1) return only.id;
  throw new CommandError(
    named.length > 1
      ? `${named.length} people at ${siteId} are called ${idOrName}: say which by id (person list).`
      : `Nobody at ${siteId} is called ${idOrName}. person create --name ${JSON.stringify(idOrName)} --role ROLE adds them.`,
  );
}
