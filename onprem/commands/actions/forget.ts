import { localDateAt } from "#shared/time/site-time.ts";

import { ConfigError, loadConfig, type AgentConfig } from "../../config/load-config.ts";
import type { Caller } from "../../forget/caller.ts";
import {
  backupsLeft,
  countFound,
  emptyLog,
  readReports,
  storeRequest,
  type ForgetReport,
} from "../../forget/forget-request.ts";
import type { FoundRecordings } from "../../forget/found-recording.ts";
import { removeForgottenFiles } from "../../housekeeping/forgotten-files.ts";
import { compareAllForgotten } from "../../outbox/compare-forgotten.ts";
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
  again?: true;
  json?: true;
};

/** `nightshift forget`: see its help page. Throws UsageError, ConfigError, QueueUnusableError, SourceError. */
export async function forget(configPath: string, options: ForgetOptions): Promise<void> {
  const caller = options.reports || options.again ? null : callerOf(options);
  const config = loadConfig(configPath, process.env);
  const db = openForChanges(config.stateFolder);
  try {
    if (options.again) {
      await again(config, db, options.json === true);
      return;
    }
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

const TOO_OLD = "The edge is older than this agent and cannot forget; update it.";

/** Why the edge has not done it yet; null when it has. */
async function tellEdge(
  config: AgentConfig,
  db: ReturnType<typeof openForChanges>,
): Promise<string | null> {
  try {
    await withEdge(config, db, deliverForgotten);
    return isEdgeUnableToForget(db) ? TOO_OLD : null;
  } catch (error) {
    if (error instanceof EdgeUnavailableError || error instanceof EdgeRefusedError)
      return error.message;
    throw error;
  }
}

/** Repeats what only one end knows to be deleted, after what the edge was never told. Throws EdgeUnavailableError, EdgeRefusedError. */
async function again(
  config: AgentConfig,
  db: ReturnType<typeof openForChanges>,
  json: boolean,
): Promise<void> {
  const { stateFolder, transcriptTextFolder: textFolder } = config;
  try {
    const { learned, deletedHere, repeated } = await withEdge(config, db, async (options) => {
      await deliverForgotten(options);
      return compareAllForgotten(options);
    });
    const files = removeForgottenFiles(db, { stateFolder, textFolder, now: Date.now() });
    emptyLog(db);
    console.log(
      json
        ? JSON.stringify({ learned, queue_rows: deletedHere, files_here: files, repeated })
        : `Deleted again at the edge, which did not know of them: ${repeated} ids; a recording may have two.\n` +
            `Learned from the edge: ${learned} ids; deleted here: ${deletedHere} recordings, ${files} files.`,
    );
  } catch (error) {
    if (!(error instanceof EdgeRefusedError) || error.kind !== "address") throw error;
    console.error(`nightshift: ${TOO_OLD}`);
    process.exitCode = EXIT.edge;
  }
}

async function withEdge<Result>(
  { edge: address, site }: AgentConfig,
  db: ReturnType<typeof openForChanges>,
  work: (options: Parameters<typeof deliverForgotten>[0]) => Promise<Result>,
): Promise<Result> {
  const stop = stopOnSignals();
  const edge = createEdgeClient({ ...address, retries: 2, signal: stop.signal });
  try {
    return await work({ db, edge, siteId: site.id, now: () => Date.now(), signal: stop.signal });
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
