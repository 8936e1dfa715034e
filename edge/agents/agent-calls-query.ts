import type { Context } from "hono";

import { criterionIdSchema } from "#shared/scorecard/scorecard.ts";

import type { AppContext } from "../app-context.ts";
import { daysSchema, filterSchema } from "../dashboard/page-query.ts";
import type { TimePlace } from "../qa-api/call-list.repository.ts";
import type { CallsChoice } from "./agent-calls.usecase.ts";

const criterionSchema = criterionIdSchema.nullable().catch(null);
const PLACE = /^(\d{4}-\d{2}-\d{2})~(\d{1,15})~(.{1,200})$/s;

/** Which of an agent's calls an address asks for; what makes no sense is as if it had not been said. */
export function callsChoiceOf(c: Context<AppContext>): CallsChoice {
  return {
    days: daysSchema.parse(c.req.query("days")),
    criterion: criterionSchema.parse(c.req.query("criterion") ?? null),
    campaignId: filterSchema.parse(c.req.query("campaign")),
    after: readPlace(c.req.query("before")),
  };
}

function readPlace(text: string | undefined): TimePlace | null {
  const [, localDate, startedAt, recordingId] = PLACE.exec(text ?? "") ?? [];
  if (localDate === undefined || recordingId === undefined) return null;
  return { localDate, startedAt: Number(startedAt), recordingId };
}

/** A place in the list as an address carries it. */
export const writePlace = ({ localDate, startedAt, recordingId }: TimePlace): string =>
  `${localDate}~${startedAt}~${recordingId}`;
