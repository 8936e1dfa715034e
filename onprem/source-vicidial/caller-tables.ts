import { int, mysqlTable, varchar } from "./drizzle.ts";

/*
 * What only a deletion request by telephone number reads, and `nightshift grants --forget` therefore grants by itself: lead
 * data that Nightshift otherwise has no right to see.
 */

const callerColumns = () => ({
  lead_id: int({ unsigned: true }).notNull(),
  phone_number: varchar({ length: 18 }),
});
export const leads = mysqlTable("vicidial_list", callerColumns());
export const callersOfClosers = mysqlTable("vicidial_closer_log", callerColumns());
export const callersOfClosersArchive = mysqlTable("vicidial_closer_log_archive", callerColumns());
