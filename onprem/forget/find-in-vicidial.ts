import type { DatabaseSync } from "node:sqlite";

import type { VicidialSourceConfig } from "../config/load-config.ts";
import {
  archivedCallersByNumber,
  archivedRecordingsOfLead,
  callersByNumber,
  leadsOfNumber,
  MOST,
  recordingsOfLead,
} from "../source-vicidial/caller-statements.ts";
import type { VicidialDatabase } from "../source-vicidial/connect-database.ts";
import { hostFacts } from "../source-vicidial/files/read-astguiclient-conf.ts";
import { queueIdOf, recordingLogId } from "../source-vicidial/queue-id.ts";
import { readRecordings } from "../source-vicidial/read-recordings.ts";
import { isDated } from "../source-vicidial/recording-log-row.ts";
import type { RecordingLogRow } from "../source-vicidial/statements.ts";
import { SourceError } from "../source.ts";
import type { Caller } from "./caller.ts";
import { findByFileName } from "./find-in-queue.ts";
import type { FoundRecording, FoundRecordings } from "./found-recording.ts";

/**
 * A caller's recordings by ViciDial: those whose file is named after the number, and all of every lead that the number, or one of
 * those recordings, belongs to; live log and archive. Whether a recording was ever queued here does not matter, for the edge may
 * have it, and a backfill may come. Throws SourceError.
 */
export async function findInVicidial(
  db: DatabaseSync,
  database: VicidialDatabase,
  config: VicidialSourceConfig,
  caller: Caller,
): Promise<FoundRecordings> {
  const named = caller.namedBy === "phone" ? findByFileName(db, caller.numbers) : [];
  const leads =
    caller.namedBy === "lead"
      ? [caller.leadId]
      : [
          ...(await leadsOfNumbers(database, caller.numbers)),
          ...(await leadsOfRecordings(database, named)),
        ];
  const rows = new Map<number, RecordingLogRow>();
  // Lead 0 is what ViciDial writes where there is none.
  for (const leadId of new Set(leads.filter((lead) => lead > 0))) {
    for (const statement of [archivedRecordingsOfLead, recordingsOfLead]) {
      for (const row of few(await database.read(statement, leadId)))
        rows.set(row.recording_id, row);
    }
  }
  const recordings = new Map(named.map((one) => [one.recordingId, one]));
  for (const row of rows.values()) {
    const found = recordingOf(db, row);
    recordings.set(found.recordingId, recordings.get(found.recordingId) ?? found);
  }
  return {
    recordings: [...recordings.values()],
    aliases: [],
    gaps: [...unreadGaps(database), ...elsewhereGaps(config, [...rows.values()])],
  };
}

async function leadsOfNumbers(
  database: VicidialDatabase,
  numbers: readonly string[],
): Promise<number[]> {
  const leads: number[] = [];
  for (const statement of [leadsOfNumber, callersByNumber, archivedCallersByNumber]) {
    leads.push(...few(await database.read(statement, numbers)).map((row) => row.lead_id));
  }
  return leads;
}

async function leadsOfRecordings(
  database: VicidialDatabase,
  recordings: readonly FoundRecording[],
): Promise<number[]> {
  const ids = recordings.flatMap(({ recordingId }) => recordingLogId(recordingId) ?? []);
  const rows = await readRecordings(database, ids);
  const startOf = new Map(
    recordings.map((one) => [recordingLogId(one.recordingId), one.startedAt]),
  );
  // A number that ViciDial gave a second time is another call's.
  return [...rows.values()]
    .filter((row) => isDated(row) && startOf.get(row.recording_id) === row.start_epoch * 1000)
    .flatMap((row) => row.lead_id ?? []);
}

function recordingOf(db: DatabaseSync, row: RecordingLogRow): FoundRecording {
  return isDated(row)
    ? { recordingId: queueIdOf(db, row), startedAt: row.start_epoch * 1000 }
    : { recordingId: String(row.recording_id), startedAt: null };
}

/** Throws SourceError for what is no single caller's. */
function few<Row>(rows: Row[]): Row[] {
  if (rows.length < MOST) return rows;
  throw new SourceError(
    `ViciDial has ${MOST} calls or recordings and more by this: that is no single caller. Name the lead instead (--lead).`,
  );
}

function unreadGaps(database: VicidialDatabase): string[] {
  const unread = database.takeUnreadableTables();
  return unread.length === 0
    ? []
    : [
        `ViciDial's ${unread.join(", ")} could not be searched by number: it is not there, or not granted (\`nightshift grants --forget\`). ` +
          "Recordings whose files are named after the number, and all others of the same leads, are found without; calls from leads that have none are not.",
      ];
}

function elsewhereGaps(config: VicidialSourceConfig, rows: readonly RecordingLogRow[]): string[] {
  const { serverIps } = hostFacts(config);
  if (serverIps === "all") return [];
  const own = new Set(serverIps);
  const others = rows.filter(({ server_ip }) => server_ip !== null && !own.has(server_ip)).length;
  return others === 0
    ? []
    : [
        `${others} of the recordings were made by other dialers: the edge forgets them too, their own hosts' Nightshift must be told there.`,
      ];
}
