import * as z from "zod";

import {
  MAX_TRY_CALLS,
  newRescoreSchema,
  newTrySchema,
  type NewRescore,
  type NewTry,
} from "#shared/contracts/scorecards.ts";

import { problemsByField, type FieldProblems } from "../dashboard/field-problems.ts";

/* Which calls a try or a re-score is about, as the form has it: everything is text, as it was typed. */

export const selectionFieldsSchema = z.object({
  from: z.string().catch(""),
  to: z.string().catch(""),
  campaign: z.string().catch(""),
  agent: z.string().catch(""),
  /** `sales/2`: by what the calls were scored last. */
  scored_by: z.string().catch(""),
  limit: z.string().catch(""),
  /** Ids of recordings, between blanks, commas or line breaks; when there are any they are what is meant. */
  ids: z.string().catch(""),
});
export type SelectionFields = z.infer<typeof selectionFieldsSchema>;

/** A re-score is counted before it is begun. */
export const rescoreFieldsSchema = selectionFieldsSchema.extend({
  step: z.enum(["count", "begin"]).catch("count"),
});

export type Checked<Request> =
  | { ok: true; request: Request }
  | { ok: false; problems: FieldProblems };

export function checkTry(fields: SelectionFields, version: number): Checked<NewTry> {
  const limit = fields.limit.trim() === "" ? {} : { limit: Number(fields.limit) };
  const calls = callsOf(fields);
  // Of calls that are named each one is meant.
  const most = "filter" in calls ? limit : { limit: MAX_TRY_CALLS };
  return checked(newTrySchema, { version, ...calls, ...most });
}

export function checkRescore(
  fields: SelectionFields,
  version: number,
  isDryCount: boolean,
): Checked<NewRescore> {
  return checked(newRescoreSchema, { version, ...callsOf(fields), dry_count: isDryCount });
}

function callsOf(fields: SelectionFields) {
  const ids = fields.ids.split(/[\s,;]+/).filter((id) => id !== "");
  if (ids.length > 0) return { recording_ids: [...new Set(ids)] };
  const given = (text: string) => (text.trim() === "" ? undefined : text.trim());
  const [card, version] = fields.scored_by.split("/");
  return {
    filter: {
      from: given(fields.from),
      to: given(fields.to),
      campaign: given(fields.campaign),
      agent: given(fields.agent),
      ...(card === undefined || card === "" || version === undefined
        ? {}
        : { scorecard_id: card, scorecard_version: Number(version) }),
    },
  };
}

const PLACES: Readonly<Record<string, string>> = {
  recording_ids: "ids",
  scorecard_id: "scored_by",
  scorecard_version: "scored_by",
};

function checked<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
): Checked<z.output<Schema>> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, request: parsed.data };
  const problems = [...problemsByField(parsed.error.issues)].map(([field, problem]) => {
    const parts = field.split(".");
    const part = (parts[0] === "filter" ? parts[1] : parts[0]) ?? "";
    return [PLACES[part] ?? part, problem] as const;
  });
  return { ok: false, problems: new Map(problems) };
}
