import * as z from "zod";

import {
  and,
  asc,
  between,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  QueryBuilder,
} from "./drizzle.ts";
import { Statement } from "./statement.ts";
import * as tables from "./vicidial-tables.ts";

/*
 * Every statement that Nightshift sends to ViciDial's database. Each reads one table through one of its keys, or through
 * the primary key in its order: a scan of a log stalls the agents' screens, since MyISAM lets nobody write meanwhile.
 * Values have the column's own type, because a comparison across types cannot use the key.
 */

/** Rows of a page, and keys in one IN list. */
export const PAGE_ROWS = 500;
/** Keys of a column that is not unique in one IN list: past 200 the server guesses instead of looking. */
export const SHARED_KEYS = 100;
/** Calls of one lead that are looked at around a recording. */
const CALLS_OF_LEAD = 100;

const query = new QueryBuilder();
const nullableText = z.string().nullable();
const nullableInt = z.int().nonnegative().nullable();

export const recordingLogRowSchema = z.object({
  recording_id: z.int().positive(),
  server_ip: nullableText,
  extension: nullableText,
  /** Wall clock of the host that wrote it, YYYY-MM-DD HH:MM:SS. */
  start_time: nullableText,
  start_epoch: nullableInt,
  end_epoch: nullableInt,
  length_in_sec: nullableInt,
  filename: nullableText,
  location: nullableText,
  lead_id: nullableInt,
  user: nullableText,
  vicidial_id: nullableText,
});
export type RecordingLogRow = z.infer<typeof recordingLogRowSchema>;

const idAndEpochSchema = z.object({ recording_id: z.int(), start_epoch: nullableInt });

const closerRowSchema = z.object({
  closecallid: z.int(),
  lead_id: z.int(),
  campaign_id: nullableText,
  call_date: nullableText,
  start_epoch: nullableInt,
  end_epoch: nullableInt,
  status: nullableText,
  user: nullableText,
  xfercallid: nullableInt,
  uniqueid: z.string(),
});
export type CloserRow = z.infer<typeof closerRowSchema>;

const outboundRowSchema = closerRowSchema.omit({ closecallid: true, xfercallid: true });
export type OutboundRow = z.infer<typeof outboundRowSchema>;

/** A table and its archive, which holds what a nightly job moved out of it. */
const logs = {
  live: {
    suffix: "",
    optional: false,
    recordings: tables.recordingLog,
    closers: tables.closerLog,
    outbound: tables.outboundLog,
    dids: tables.didLog,
    transfers: tables.transferLog,
  },
  archive: {
    suffix: " (archive)",
    optional: true,
    recordings: tables.recordingLogArchive,
    closers: tables.closerLogArchive,
    outbound: tables.outboundLogArchive,
    dids: tables.didLogArchive,
    transfers: tables.transferLogArchive,
  },
} as const;

function statementsOf({ suffix, optional, ...log }: (typeof logs)["live" | "archive"]) {
  const { recordings, closers, outbound, dids, transfers } = log;
  return {
    recordingsAfter: new Statement({
      name: `a page of recordings${suffix}`,
      table: recordings,
      optional,
      row: recordingLogRowSchema,
      build: (afterId: number, rows: number) =>
        query
          .select(getTableColumns(recordings))
          .from(recordings)
          .where(gt(recordings.recording_id, afterId))
          .orderBy(asc(recordings.recording_id))
          .limit(rows),
    }),
    recordingsById: new Statement({
      name: `recordings by id${suffix}`,
      table: recordings,
      optional,
      row: recordingLogRowSchema,
      build: (ids: readonly number[]) =>
        query
          .select(getTableColumns(recordings))
          .from(recordings)
          .where(inArray(recordings.recording_id, [...ids])),
    }),
    newestRecording: new Statement({
      name: `the newest recording${suffix}`,
      table: recordings,
      optional,
      row: idAndEpochSchema,
      build: () =>
        query
          .select({ recording_id: recordings.recording_id, start_epoch: recordings.start_epoch })
          .from(recordings)
          .orderBy(desc(recordings.recording_id))
          .limit(1),
    }),
    epochsFrom: new Statement({
      name: `start times from an id on${suffix}`,
      table: recordings,
      optional,
      row: idAndEpochSchema,
      build: (id: number, rows: number) =>
        query
          .select({ recording_id: recordings.recording_id, start_epoch: recordings.start_epoch })
          .from(recordings)
          .where(gte(recordings.recording_id, id))
          .orderBy(asc(recordings.recording_id))
          .limit(rows),
    }),
    closersById: new Statement({
      name: `in-group legs by closecallid${suffix}`,
      table: closers,
      optional,
      row: closerRowSchema,
      build: (ids: readonly number[]) =>
        query
          .select(getTableColumns(closers))
          .from(closers)
          .where(inArray(closers.closecallid, [...ids])),
    }),
    closersByUniqueid: new Statement({
      name: `in-group legs by uniqueid${suffix}`,
      table: closers,
      optional,
      row: closerRowSchema,
      build: (uniqueids: readonly string[]) =>
        query
          .select(getTableColumns(closers))
          .from(closers)
          .where(inArray(closers.uniqueid, [...uniqueids])),
    }),
    closersOfLead: new Statement({
      name: `in-group legs of a lead${suffix}`,
      table: closers,
      optional,
      row: closerRowSchema,
      build: (leadId: number, from: string, to: string) =>
        query
          .select(getTableColumns(closers))
          .from(closers)
          .where(and(eq(closers.lead_id, leadId), between(closers.call_date, from, to)))
          .limit(CALLS_OF_LEAD),
    }),
    outboundByUniqueid: new Statement({
      name: `dialled calls by uniqueid${suffix}`,
      table: outbound,
      optional,
      row: outboundRowSchema,
      build: (uniqueids: readonly string[]) =>
        query
          .select(getTableColumns(outbound))
          .from(outbound)
          .where(inArray(outbound.uniqueid, [...uniqueids])),
    }),
    outboundOfLead: new Statement({
      name: `dialled calls of a lead${suffix}`,
      table: outbound,
      optional,
      row: outboundRowSchema,
      build: (leadId: number, from: string, to: string) =>
        query
          .select(getTableColumns(outbound))
          .from(outbound)
          .where(and(eq(outbound.lead_id, leadId), between(outbound.call_date, from, to)))
          .limit(CALLS_OF_LEAD),
    }),
    didsByUniqueid: new Statement({
      name: `calls on a dialled number by uniqueid${suffix}`,
      table: dids,
      optional: true,
      row: z.object({ uniqueid: z.string() }),
      build: (uniqueids: readonly string[]) =>
        query
          .select(getTableColumns(dids))
          .from(dids)
          .where(inArray(dids.uniqueid, [...uniqueids])),
    }),
    transfersById: new Statement({
      name: `transfers by xfercallid${suffix}`,
      table: transfers,
      optional: true,
      row: z.object({ xfercallid: z.int(), lead_id: z.int(), front_uniqueid: nullableText }),
      build: (ids: readonly number[]) =>
        query
          .select(getTableColumns(transfers))
          .from(transfers)
          .where(inArray(transfers.xfercallid, [...ids])),
    }),
  };
}

export const live = statementsOf(logs.live);
export const archive = statementsOf(logs.archive);

export const deletionsById = new Statement({
  name: "recordings that are to be deleted, by id",
  table: tables.deletionQueue,
  optional: true,
  row: z.object({ recording_id: z.int() }),
  build: (ids: readonly number[]) =>
    query
      .select(getTableColumns(tables.deletionQueue))
      .from(tables.deletionQueue)
      .where(inArray(tables.deletionQueue.recording_id, [...ids])),
});

export const usersByName = new Statement({
  name: "users by name",
  table: tables.users,
  row: z.object({ user: z.string(), full_name: nullableText }),
  build: (names: readonly string[]) =>
    query
      .select(getTableColumns(tables.users))
      .from(tables.users)
      .where(inArray(tables.users.user, [...names])),
});

export const anyUser = new Statement({
  name: "any user",
  table: tables.users,
  row: z.object({ user: z.string() }),
  build: () => query.select({ user: tables.users.user }).from(tables.users).limit(1),
});

const listedStatusSchema = z.object({ status: z.string(), campaign_id: nullableText });

export const campaignStatusesByCode = new Statement({
  name: "statuses of campaigns by code",
  table: tables.campaignStatuses,
  row: listedStatusSchema,
  build: (codes: readonly string[]) =>
    query
      .select(getTableColumns(tables.campaignStatuses))
      .from(tables.campaignStatuses)
      .where(inArray(tables.campaignStatuses.status, [...codes])),
});

export const systemStatusesByCode = new Statement({
  name: "ViciDial's own statuses by code",
  table: tables.systemStatuses,
  row: listedStatusSchema.pick({ status: true }),
  build: (codes: readonly string[]) =>
    query
      .select(getTableColumns(tables.systemStatuses))
      .from(tables.systemStatuses)
      .where(inArray(tables.systemStatuses.status, [...codes])),
});

const serverRowSchema = z.object({
  server_id: z.string(),
  server_ip: z.string(),
  recording_web_link: nullableText,
  alt_server_ip: nullableText,
  external_server_ip: nullableText,
});
/** A dialer and the addresses it goes by. */
export type ServerRow = z.infer<typeof serverRowSchema>;

export const allServers = new Statement({
  name: "all servers",
  table: tables.servers,
  row: serverRowSchema,
  build: () => query.select(getTableColumns(tables.servers)).from(tables.servers),
});
