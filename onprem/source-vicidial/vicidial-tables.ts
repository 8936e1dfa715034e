import { datetime, int, mediumint, mysqlTable, varchar } from "./drizzle.ts";

/*
 * The tables and columns of ViciDial's database that Nightshift reads, and no more: `nightshift grants` is derived from
 * this file. Column types are those of ViciDial's own MySQL_AST_CREATE_tables.sql.
 */

const epoch = () => int({ unsigned: true });

const recordingColumns = () => ({
  recording_id: int({ unsigned: true }).notNull().primaryKey(),
  server_ip: varchar({ length: 15 }),
  extension: varchar({ length: 100 }),
  start_time: datetime({ mode: "string" }),
  start_epoch: epoch(),
  end_epoch: epoch(),
  length_in_sec: mediumint({ unsigned: true }),
  filename: varchar({ length: 100 }),
  location: varchar({ length: 255 }),
  lead_id: int({ unsigned: true }),
  user: varchar({ length: 20 }),
  vicidial_id: varchar({ length: 20 }),
});
export const recordingLog = mysqlTable("recording_log", recordingColumns());
export const recordingLogArchive = mysqlTable("recording_log_archive", recordingColumns());

export const deletionQueue = mysqlTable("recording_log_deletion_queue", {
  recording_id: int({ unsigned: true }).notNull().primaryKey(),
});

/** A leg of a call in an in-group. */
const closerColumns = () => ({
  closecallid: int({ unsigned: true }).notNull().primaryKey(),
  lead_id: int({ unsigned: true }).notNull(),
  campaign_id: varchar({ length: 20 }),
  call_date: datetime({ mode: "string" }),
  start_epoch: epoch(),
  end_epoch: epoch(),
  status: varchar({ length: 6 }),
  user: varchar({ length: 20 }),
  xfercallid: int({ unsigned: true }),
  uniqueid: varchar({ length: 20 }).notNull(),
});
export const closerLog = mysqlTable("vicidial_closer_log", closerColumns());
export const closerLogArchive = mysqlTable("vicidial_closer_log_archive", closerColumns());

/** A call that a campaign dialled. */
const outboundColumns = () => ({
  uniqueid: varchar({ length: 20 }).notNull().primaryKey(),
  lead_id: int({ unsigned: true }).notNull(),
  campaign_id: varchar({ length: 8 }),
  call_date: datetime({ mode: "string" }),
  start_epoch: epoch(),
  end_epoch: epoch(),
  status: varchar({ length: 6 }),
  user: varchar({ length: 20 }),
});
export const outboundLog = mysqlTable("vicidial_log", outboundColumns());
export const outboundLogArchive = mysqlTable("vicidial_log_archive", outboundColumns());

const didColumns = () => ({ uniqueid: varchar({ length: 20 }).notNull() });
export const didLog = mysqlTable("vicidial_did_log", didColumns());
export const didLogArchive = mysqlTable("vicidial_did_log_archive", didColumns());

const transferColumns = () => ({
  xfercallid: int({ unsigned: true }).notNull().primaryKey(),
  lead_id: int({ unsigned: true }).notNull(),
  front_uniqueid: varchar({ length: 50 }),
});
export const transferLog = mysqlTable("vicidial_xfer_log", transferColumns());
export const transferLogArchive = mysqlTable("vicidial_xfer_log_archive", transferColumns());

export const users = mysqlTable("vicidial_users", {
  user: varchar({ length: 20 }).notNull(),
  full_name: varchar({ length: 50 }),
});

export const systemStatuses = mysqlTable("vicidial_statuses", {
  status: varchar({ length: 6 }).notNull().primaryKey(),
});
export const campaignStatuses = mysqlTable("vicidial_campaign_statuses", {
  status: varchar({ length: 6 }).notNull(),
  campaign_id: varchar({ length: 20 }),
});

/** Which addresses a dialer has: the host in a recording's `location` is one of them. */
export const servers = mysqlTable("servers", {
  server_id: varchar({ length: 10 }).notNull(),
  server_ip: varchar({ length: 15 }).notNull(),
  recording_web_link: varchar({ length: 11 }),
  alt_server_ip: varchar({ length: 100 }),
  external_server_ip: varchar({ length: 100 }),
});

/** Tables that older installs of ViciDial do not have, or that a site never uses: without them everything goes on. */
export const optionalTables: readonly unknown[] = [
  recordingLogArchive,
  deletionQueue,
  closerLogArchive,
  outboundLogArchive,
  didLog,
  didLogArchive,
  transferLog,
  transferLogArchive,
];
