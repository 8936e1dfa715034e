import { localDateAt } from "#shared/time/site-time.ts";

import { ConfigError, loadConfig, type AgentConfig } from "../../config/load-config.ts";
import type { Caller } from "../../forget/caller.ts";
import {
  backupsLeft,
  countFound,
  readReports,
  storeRequest,
  type ForgetReport,
} from "../../forget/forget-request.ts";
import type { FoundRecordings } from "../../forget/found-recording.ts";
import { removeForgottenFiles } from "../../housekeeping/forgotten-files.ts";
import { deliverForgotten, isEdgeUnableToForget } from "../../outbox/deliver-forgotten.ts";
import { createEdgeClient } from "../../outbox/edge-client.ts";
import { EdgeRefusedError, EdgeUnavailableError } from "../../outbox/edge-errors.ts";
import { openForChanges } from "../../queue/open-existing.ts";
import { plural } from "../../status/figures-in-words.ts";
import { forTerminal } from "../../status/text-for-terminal.ts";
import { EXIT } from "../exit-codes.ts";
import { stopOnSignals } from "../stop-signal.ts";
import { UsageError } from "../usage-error.ts";

const LISTED = 20;

export type ForgetOptions = {
  phone?: readonly string[];
  lead?: number;
  dryRun?: true;
  yes?: true;
  reports?: true;
  json?: true;
};

/** `nightshift forget`: see its help page. Throws UsageError, ConfigError, QueueUnusableError, SourceError. */
export async function forget(configPath: string, options: ForgetOptions): Promise<void> {
  const caller = options.reports ? null : callerOf(options);
  const config = loadConfig(configPath, process.env);
  const db = openForChanges(config.stateFolder);
  try {
    if (caller === null) {
      const reports = readReports(db);
      if (options.json) console.log(JSON.stringify({ reports }));
      else console.log(reports.flatMap(describe).join("\n") || "Nobody was forgotten yet.");
      return;
    }
    const found = await find(config, db, caller);
    const { count, fresh } = countFound(db, found);
    for (const gap of found.gaps) console.error(`nightshift: ${gap}`);
    if (found.recordings.length === 0) {
      console.log("No recording of this caller was found; nothing was changed.");
      return;
    }
    if (options.dryRun || !options.yes) {
      console.log(
        `${plural(count, "recording")} would be forgotten, ${fresh} of them for the first time.`,
      );
      for (const line of listed(found, config.site.timeZone)) console.log(line);
      console.log(
        options.dryRun ? "Nothing was changed." : "Nothing was changed: add --yes to do it.",
      );
      if (!options.dryRun) process.exitCode = EXIT.failed;
      return;
    }
    const requestId = storeRequest(db, caller.namedBy, found, Date.now());
    const { stateFolder, transcriptTextFolder: textFolder } = config;
    const files = removeForgottenFiles(db, { stateFolder, textFolder, now: Date.now() });
    const trouble = await tellEdge(config, db);
    const [report] = readReports(db, requestId);
    if (report === undefined) throw new Error("The request that was just stored is not there.");
    const backups = backupsLeft(stateFolder, config.backup.folder);
    if (options.json) {
      const copies = backups.reduce((sum, one) => sum + one.copies, 0);
      console.log(JSON.stringify({ ...report, files_here: files, backups_left: copies }));
    } else {
      console.log([...describe(report), ...whatRemains(files, backups)].join("\n"));
    }
    if (trouble !== null) {
      console.error(
        `nightshift: ${trouble} \`nightshift watch\` tells it as soon as it can; \`nightshift forget --reports\` shows when.`,
      );
      process.exitCode = EXIT.edge;
    }
  } finally {
    db.close();
  }
}

/** The recordings for whoever wants to be sure, before nothing brings them back. */
function listed({ recordings }: FoundRecordings, timeZone: string): string[] {
  const counted = recordings.filter(({ isOtherName }) => isOtherName !== true);
  const lines = counted.slice(0, LISTED).map(({ recordingId, startedAt }) => {
    const day = startedAt === null ? "" : `, ${localDateAt(startedAt, timeZone)}`;
    return `  ${forTerminal(recordingId)}${day}`;
  });
  return counted.length <= LISTED ? lines : [...lines, `  and ${counted.length - LISTED} more`];
}

function callerOf({ phone, lead }: ForgetOptions): Caller {
  if (phone !== undefined && lead === undefined) return { namedBy: "phone", numbers: phone };
  if (lead !== undefined && phone === undefined) return { namedBy: "lead", leadId: lead };
  throw new UsageError(
    "Say whom to forget: --phone NUMBER or --lead ID, one of the two. `nightshift help forget` shows how.",
  );
}

async function find(
  { source, stateFolder }: AgentConfig,
  db: ReturnType<typeof openForChanges>,
  caller: Caller,
): Promise<FoundRecordings> {
  if (source.kind === "folder") {
    if (caller.namedBy === "lead") {
      throw new ConfigError("A folder of recordings knows no leads: name the caller by --phone.");
    }
    const { anonymousKey } = await import("../../source-folder/anonymous-ids.ts");
    const { findInFolder } = await import("../../forget/find-in-folder.ts");
    return findInFolder(db, source.folder, anonymousKey(stateFolder), caller.numbers);
  }
  const { connectDatabase } = await import("../../source-vicidial/connect-database.ts");
  const { findInVicidial } = await import("../../forget/find-in-vicidial.ts");
  const database = connectDatabase(source.database);
  try {
    return await findInVicidial(db, database, source, caller);
  } finally {
    await database.close();
  }
}

/** Why the edge has not done it yet; null when it has. */
async function tellEdge(
  { edge: address, site }: AgentConfig,
  db: ReturnType<typeof openForChanges>,
): Promise<string | null> {
  const stop = stopOnSignals();
  const edge = createEdgeClient({ ...address, retries: 2, signal: stop.signal });
  try {
    await deliverForgotten({
      db,
      edge,
      siteId: site.id,
      now: () => Date.now(),
      signal: stop.signal,
    });
    return isEdgeUnableToForget(db)
      ? "The edge is older than this agent and cannot forget; update it."
      : null;
  } catch (error) {
    if (error instanceof EdgeUnavailableError || error instanceof EdgeRefusedError)
      return error.message;
    throw error;
  } finally {
    await edge.close();
  }
}

function describe(report: ForgetReport): string[] {
  const counts = (of: Record<string, number>) =>
    Object.entries(of)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${name.replaceAll("_", " ")}`)
      .join(", ") || "nothing";
  return [
    `Request ${report.request_id}, ${report.asked_at}, by ${report.named_by}: ${plural(report.recordings, "recording")}.`,
    `  Deleted here: ${counts(report.deleted_here)}.`,
    report.edge_waits_for === 0
      ? `  The edge has forgotten all of them; it had ${counts(report.deleted_at_edge)}.`
      : `  The edge has still to forget ${report.edge_waits_for} of them; so far it had ${counts(report.deleted_at_edge)}.`,
  ];
}

function whatRemains(files: number, backups: ReturnType<typeof backupsLeft>): string[] {
  return [
    `  Files deleted here (text copies, downloads): ${files}.`,
    ...backups.map(
      ({ folder, copies }) =>
        `  ${plural(copies, "copy", "copies")} of the queue in ${folder} may still hold it, and so may copies elsewhere: delete them.`,
    ),
    "  The recordings themselves, and ViciDial's own rows, are ViciDial's: nothing of them was deleted.",
  ];
}
