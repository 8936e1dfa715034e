import type { Command } from "commander";
import * as z from "zod";

import {
  addCounts,
  MAX_FORGOTTEN_PER_REQUEST,
  type ForgottenRecording,
} from "#shared/contracts/forget.ts";

import { plural } from "../edge/dashboard/format.ts";
import { forgetCalls } from "../edge/forget/forget-calls.usecase.ts";
import { ACTOR, contextOf, siteOf } from "./command-context.ts";
import { parseOptions } from "./known-errors.ts";
import { printDone, printFields } from "./print.ts";

const idsSchema = z.object({ ids: z.array(z.string().trim().min(1).max(64)).min(1).max(5000) });

/** `forget`: deletes a caller's data at the edge alone; `nightshift forget` does it on the recording host as well. */
export function addForgetCommands(program: Command): void {
  program
    .command("forget")
    .argument("<recording_id...>")
    .description(
      "delete what the edge has of the callers in these recordings, for good; marks and totals stay. The recording host\n" +
        "deletes its texts when it next asks, within a day; `nightshift forget` there finds a caller's recordings and deletes both",
    )
    .option("--yes", "do it; without this nothing is deleted")
    .action(async (ids: unknown, options: { yes?: boolean }, command: Command) => {
      const { db, json, nowMs } = contextOf(command);
      const siteId = await siteOf(command, db);
      const asked = parseOptions(idsSchema, { ids }).ids;
      if (options.yes !== true) {
        printDone(
          json,
          `${plural(asked.length, "recording")} of ${siteId} would be forgotten, and nothing brings their words back. Add --yes to do it.`,
        );
        return;
      }
      const forgotten: ForgottenRecording[] = [];
      for (let from = 0; from < asked.length; from += MAX_FORGOTTEN_PER_REQUEST) {
        const some = asked.slice(from, from + MAX_FORGOTTEN_PER_REQUEST);
        forgotten.push(...(await forgetCalls(db, siteId, some, { actor: ACTOR, nowMs })));
      }
      const removed = addCounts(forgotten.map((one) => one.removed));
      printFields(json, { recordings: forgotten.length, ...removed });
    });
}
