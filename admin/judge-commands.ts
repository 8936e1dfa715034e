import type { Command } from "commander";

import {
  changeScoringSettings,
  SCORING_SETTING,
} from "../edge/settings/scoring-settings.usecase.ts";
import { readSetting } from "../edge/settings/settings.repository.ts";
import { ACTOR, contextOf, siteOf } from "./command-context.ts";
import { jsonIn } from "./json-file.ts";
import { CommandError } from "./known-errors.ts";
import { printFields } from "./print.ts";

/** `judges show` and `judges set`. */
export function addJudgeCommands(program: Command): void {
  const judges = program
    .command("judges")
    .description(
      "who scores the calls of this deployment, in which order, under which limits and prices",
    );

  judges
    .command("show")
    .description(
      "what is stored, as JSON that set takes; nothing while the Worker's variables hold",
    )
    .action(async (_: unknown, command: Command) => {
      const { db, json } = contextOf(command);
      const [newest] = await readSetting(db, SCORING_SETTING);
      if (newest === undefined) {
        throw new CommandError("Nothing is stored: the Worker's variables hold (wrangler.toml).");
      }
      console.log(JSON.stringify(JSON.parse(newest.value), null, json ? undefined : 2));
    });

  judges
    .command("set <file>")
    .description(
      "store all of it anew, from a file as in docs/providers.md; holds from the next minute on",
    )
    .action(async (file: string, _: unknown, command: Command) => {
      const { db, json, nowMs } = contextOf(command);
      const settings = await jsonIn(file);
      const siteId = await siteOf(command, db);
      const [newest] = await readSetting(db, SCORING_SETTING);
      const seen = { siteId, version: newest?.version ?? 0 };
      const version = await changeScoringSettings(db, settings, { who: ACTOR, nowMs }, seen);
      printFields(json, { version });
    });
}
