import * as z from "zod";

import * as callerTables from "./caller-tables.ts";
import { eq, getTableColumns, inArray, QueryBuilder } from "./drizzle.ts";
import { Statement } from "./statement.ts";
import { recordingLogRowSchema } from "./statements.ts";
import * as tables from "./vicidial-tables.ts";

/*
 * What a deletion request asks of ViciDial's database, each through a key as all statements (statements.ts). Nobody has more
 * than a few leads, calls and recordings; whoever seems to have more is no caller, and `MOST` shows it.
 */

export const MOST = 5000;
/** Numbers that a caller may have been given by in one request. */
export const MOST_NUMBERS = 20;

const query = new QueryBuilder();
const leadSchema = z.object({ lead_id: z.int().nonnegative() });

type CallerTable = (typeof callerTables)[keyof typeof callerTables];
const leadsByNumber = (name: string, table: CallerTable) =>
  new Statement({
    name,
    table,
    optional: true,
    extraGrant: true,
    row: leadSchema,
    build: (numbers: readonly string[]) =>
      query
        .select({ lead_id: table.lead_id })
        .from(table)
        .where(inArray(table.phone_number, [...numbers]))
        .limit(MOST),
  });

export const leadsOfNumber = leadsByNumber("leads by telephone number", callerTables.leads);
export const callersByNumber = leadsByNumber(
  "in-group legs by telephone number",
  callerTables.callersOfClosers,
);
export const archivedCallersByNumber = leadsByNumber(
  "in-group legs by telephone number (archive)",
  callerTables.callersOfClosersArchive,
);

const recordingsOf = (
  name: string,
  table: typeof tables.recordingLog | typeof tables.recordingLogArchive,
  optional: boolean,
) =>
  new Statement({
    name,
    table,
    optional,
    row: recordingLogRowSchema,
    build: (leadId: number) =>
      query.select(getTableColumns(table)).from(table).where(eq(table.lead_id, leadId)).limit(MOST),
  });

export const recordingsOfLead = recordingsOf("recordings of a lead", tables.recordingLog, false);
export const archivedRecordingsOfLead = recordingsOf(
  "recordings of a lead (archive)",
  tables.recordingLogArchive,
  true,
);
