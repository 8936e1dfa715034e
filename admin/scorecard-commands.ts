import type { Command } from "commander";
import * as z from "zod";

import { newAssignmentSchema, newScorecardSchema } from "#shared/contracts/scorecards.ts";
import { scorecardContentSchema, scorecardIdSchema } from "#shared/scorecard/scorecard.ts";

import {
  assignScorecard,
  createScorecard,
  editScorecard,
  listScorecards,
  publishScorecard,
  retireScorecard,
  showAssignments,
  showScorecard,
} from "../edge/scorecards/scorecards.usecase.ts";
import { ACTOR, contextOf, siteOf } from "./command-context.ts";
import { jsonIn } from "./json-file.ts";
import { parseOptions } from "./known-errors.ts";
import { printFields, printRows } from "./print.ts";

const versionSchema = z.coerce.number().int().positive();
const showOptionsSchema = z.object({
  cardVersion: versionSchema.optional(),
  content: z.boolean().default(false),
});
const importOptionsSchema = z.object({ id: scorecardIdSchema });
const assignOptionsSchema = z.object({ campaign: z.string().optional() });

/** `scorecards list | show | import | publish | assign | assignments | retire`. */
export function addScorecardCommands(program: Command): void {
  const scorecards = program
    .command("scorecards")
    .description("what calls are judged by: versions, and which campaign goes by which");

  scorecards
    .command("list")
    .description("every version of every scorecard")
    .action(async (_: unknown, command: Command) => {
      const { db, json } = contextOf(command);
      const all = await listScorecards(db, await siteOf(command, db));
      const short = all.map(({ scorecard_id, version, state, name, criteria, flag_below }) => ({
        scorecard_id,
        version,
        state,
        name,
        criteria,
        flag_below,
      }));
      printRows(json, json ? all : short, "There is no scorecard.");
    });

  scorecards
    .command("show <id>")
    .description("one version: the newest, unless it is named")
    .option("--card-version <n>", "which version")
    .option("--content", "only what import takes, as JSON")
    .action(async (id: string, options: unknown, command: Command) => {
      const { db, json } = contextOf(command);
      const { cardVersion, content } = parseOptions(showOptionsSchema, options);
      const siteId = await siteOf(command, db);
      const card = await showScorecard(db, siteId, id, cardVersion ?? null);
      if (content) console.log(JSON.stringify(card.content, null, json ? undefined : 2));
      else printFields(json, card);
    });

  scorecards
    .command("import <file>")
    .description("save a file as a scorecard's draft; an id that is new makes a new scorecard")
    .requiredOption("--id <id>", "the scorecard's id")
    .action(async (file: string, options: unknown, command: Command) => {
      const { db, json, nowMs } = contextOf(command);
      const { id } = parseOptions(importOptionsSchema, options);
      const content = parseOptions(scorecardContentSchema, await jsonIn(file));
      const siteId = await siteOf(command, db);
      const by = { actor: ACTOR, nowMs };
      const cards = await listScorecards(db, siteId);
      const saved = cards.some((card) => card.scorecard_id === id)
        ? await editScorecard(db, siteId, id, content, by)
        : await createScorecard(db, siteId, parseOptions(newScorecardSchema, { id, content }), by);
      const { content: _content, ...fields } = saved;
      printFields(json, fields);
    });

  for (const [name, change, description] of [
    ["publish", publishScorecard, "publish a draft; it judges nothing before it is assigned"],
    ["retire", retireScorecard, "retire a version that is assigned nowhere, or give a draft up"],
  ] as const) {
    scorecards
      .command(`${name} <id> <version>`)
      .description(description)
      .action(async (id: string, version: string, _: unknown, command: Command) => {
        const { db, json, nowMs } = contextOf(command);
        const siteId = await siteOf(command, db);
        const wanted = parseOptions(z.object({ version: versionSchema }), { version }).version;
        const { content: _content, ...fields } = await change(db, siteId, id, wanted, {
          actor: ACTOR,
          nowMs,
        });
        printFields(json, fields);
      });
  }

  scorecards
    .command("assign <id> [version]")
    .description(
      "have a published version judge the site's calls, or a campaign's; default takes no version,\n" +
        "and none takes a campaign's own away",
    )
    .option("--campaign <id>", "only this campaign's calls")
    .action(async (id: string, version: string | undefined, options: unknown, command: Command) => {
      const { db, json, nowMs } = contextOf(command);
      const { campaign = null } = parseOptions(assignOptionsSchema, options);
      const wanted = parseOptions(newAssignmentSchema, {
        campaign_id: campaign,
        scorecard_id: id === "none" ? null : id,
        version: version === undefined ? undefined : Number(version),
      });
      const siteId = await siteOf(command, db);
      const by = { actor: ACTOR, nowMs };
      printRows(json, await assignScorecard(db, siteId, wanted, by), "");
    });

  scorecards
    .command("assignments")
    .description("which version judges which campaign")
    .action(async (_: unknown, command: Command) => {
      const { db, json } = contextOf(command);
      printRows(json, await showAssignments(db, await siteOf(command, db)), "");
    });
}
