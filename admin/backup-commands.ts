import type { Command } from "commander";
import * as z from "zod";

import { plural } from "../edge/dashboard/format.ts";
import { backUpEdge } from "./backup/back-up-edge.ts";
import { restoreEdge } from "./backup/restore-edge.ts";
import { contextOf } from "./command-context.ts";
import { parseOptions } from "./known-errors.ts";
import { printDone, printFields } from "./print.ts";
import { executeFile, migrateCommand } from "./wrangler-database.ts";

const MB = 1024 ** 2;
const backupSchema = z.object({ keep: z.coerce.number().int().min(1).max(9999) });

/** `backup` and `restore`, of the whole database with all its sites. */
export function addBackupCommands(program: Command): void {
  program
    .command("backup <folder>")
    .description(
      "copy the whole database, all sites, into a new SQLite file; it holds what customers said, so keep it safe",
    )
    .option("--keep <n>", "how many copies stay in the folder", "14")
    .action(async (folder: string, options: unknown, command: Command) => {
      const { db, json, nowMs } = contextOf(command);
      const { keep } = parseOptions(backupSchema, options);
      const made = await backUpEdge({ d1: db.$client, folder, keep, nowMs, onRows: progress });
      printFields(json, {
        file: made.path,
        size_mb: Number((made.bytes / MB).toFixed(1)),
        rows: made.rows,
        changed_meanwhile: made.wasSettled,
        deleted: made.deleted,
      });
    });

  program
    .command("restore <file>")
    .description("fill a new, empty database with a file that `backup` made")
    .action(async (file: string, _: unknown, command: Command) => {
      const { db, target, json } = contextOf(command);
      const { rows, tables } = await restoreEdge({
        d1: db.$client,
        executeFile: (path) => executeFile(target, path),
        file,
        onRows: progress,
      });
      printDone(
        json,
        `${plural(rows, "row")} of ${plural(tables, "table")} are in place. If this release is newer than the copy: ${migrateCommand(target)}\n` +
          "Callers who were forgotten since the copy are in it again until each agent has told the edge: at its start, every day, or by `sudo nightshift forget --again`.",
      );
    });
}

/** To people who wait; programs and logs are not told. */
function progress(rows: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${rows} rows `);
}
