import * as z from "zod";

import { localDateSchema } from "#shared/contracts/call.ts";
import { processingStatusSchema } from "#shared/contracts/qa-api.ts";
import { CALL_SORTS, LIST_BOUNDS } from "#shared/contracts/qa-lists.ts";
import { verdictSchema } from "#shared/contracts/reviews.ts";
import { addDays, localDateAt } from "#shared/time/site-time.ts";

import type { CallSearch } from "../qa-api/list-calls.usecase.ts";
import type { Period, SiteClock } from "../qa-api/period.ts";
import { LONGEST_PHRASE, SHORTEST_PHRASE } from "../qa-api/said-phrases.ts";

/** What a list of calls may show beside score and agent. */
export const COLUMNS = {
  call: "When and how long",
  campaign: "Campaign and disposition",
  reason: "Why it is flagged",
  summary: "Summary",
  marks: "Marks",
  state: "State",
  judge: "Judged by",
} as const;
export type Column = keyof typeof COLUMNS;
const COLUMN_NAMES = z.enum(["call", "campaign", "reason", "summary", "marks", "state", "judge"]);
export const USUAL_COLUMNS: readonly Column[] = ["call", "campaign", "reason", "marks"];

const USUAL_DAYS = 30;

/** A value that makes no sense is as if it had not been given. */
const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);
const word = maybe(z.string().trim().min(1).max(64));
const date = maybe(
  localDateSchema.refine((value) => value >= "1970-01-01" && value < "3000-01-01"),
);
const score = maybe(z.coerce.number().min(0).max(100));

/** The filter of the list of calls, as its address carries it. */
const filterSchema = z.object({
  from: date,
  to: date,
  search: maybe(z.string().trim().min(1).max(LONGEST_PHRASE)),
  agent: word,
  campaign: word,
  status: word,
  min_score: score,
  max_score: score,
  criterion: word,
  /** `le2`: 2 or less; `ge4`: 4 or more. */
  mark: maybe(z.string().regex(/^(le|ge)[1-5]$/)),
  flag: maybe(z.enum(["flagged", "auto_fail", "none"])),
  reviewed: maybe(z.enum(["yes", "no"])),
  verdict: maybe(verdictSchema),
  state: maybe(processingStatusSchema),
  tracker: word,
  sort: z.enum(CALL_SORTS).catch("-call_date"),
  columns: z
    .array(z.string())
    .transform((names) =>
      names.flatMap((name) => {
        const known = COLUMN_NAMES.safeParse(name);
        return known.success ? [known.data] : [];
      }),
    )
    .transform((known) => (known.length === 0 ? [...USUAL_COLUMNS] : [...new Set(known)])),
});
export type CallFilter = z.infer<typeof filterSchema>;

/** Reads a filter from an address; never fails. */
export function readFilter(params: URLSearchParams): CallFilter {
  const given = [...params].filter(([, value]) => value.trim() !== "");
  return filterSchema.parse({ ...Object.fromEntries(given), columns: params.getAll("columns") });
}

/** The query of a filter's address, without the question mark; "" for none. */
export function writeFilter(filter: CallFilter, more: Record<string, string> = {}): string {
  const { columns, sort, ...rest } = filter;
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) params.set(name, String(value));
  }
  if (sort !== "-call_date") params.set("sort", sort);
  if (columns.join() !== USUAL_COLUMNS.join()) {
    for (const column of columns) params.append("columns", column);
  }
  for (const [name, value] of Object.entries(more)) params.set(name, value);
  return params.toString();
}

/** Whether the filter chooses among the calls of its period, so that a page may have to look far for few. */
export function isNarrow(filter: CallFilter): boolean {
  const { from: _from, to: _to, sort: _sort, columns: _columns, mark: _mark, ...choices } = filter;
  return Object.values(choices).some((value) => value !== undefined);
}

/** The dates of a filter, in order and no more of them than a list takes in; the last thirty unless it says otherwise. */
export function periodOf(filter: CallFilter, clock: SiteClock): Period {
  const byScore = filter.sort.endsWith("total_score");
  const { maxDays } = byScore ? LIST_BOUNDS.callsByScore : LIST_BOUNDS.calls;
  const to = filter.to ?? localDateAt(clock.nowMs, clock.timeZone);
  const from = filter.from ?? addDays(to, 1 - USUAL_DAYS);
  const [first, last] = from <= to ? [from, to] : [to, from];
  const earliest = addDays(last, 1 - maxDays);
  return { from: first < earliest ? earliest : first, to: last };
}

/** What the filter asks of the list; `phrases` are the tracker's, where it names one. */
export function toSearch(
  filter: CallFilter,
  period: Period,
  phrases: readonly string[] | null,
  page: { limit: number; cursor: string | undefined },
): CallSearch {
  const { agent, campaign, status, min_score, max_score, state, search, sort } = filter;
  const bound = filter.mark === undefined ? undefined : Number(filter.mark.slice(2));
  const isAtMost = filter.mark?.startsWith("le") === true;
  const said =
    phrases ?? (search !== undefined && search.length >= SHORTEST_PHRASE ? [search] : undefined);
  return {
    from: { localDate: period.from },
    to: { localDate: period.to },
    agent,
    campaign,
    status,
    min_score,
    max_score,
    state,
    // with a tracker, its phrases choose; what is searched would widen them again
    search: phrases === null ? search : undefined,
    sort,
    ...page,
    phrases: said,
    criterion: bound === undefined ? undefined : filter.criterion,
    min_mark: isAtMost ? undefined : bound,
    max_mark: isAtMost ? bound : undefined,
    flagged: filter.flag === undefined ? undefined : filter.flag !== "none",
    auto_fail: filter.flag === "auto_fail" ? true : undefined,
    verdict: filter.verdict,
    reviewed: filter.reviewed === undefined ? undefined : filter.reviewed === "yes",
  };
}
