import * as callers from "../source-vicidial/caller-statements.ts";
import * as statements from "../source-vicidial/statements.ts";

const numbers = (count: number, from: number) =>
  Array.from({ length: count }, (_, index) => from + index * 7);
const uniqueids = (count: number) => numbers(count, 100).map((n) => `1763600000.${n}`);

/** How a statement is sent, and how many rows it may then make the server read. */
export type Example = { sql: string; params: unknown[]; mayRead: number };
const example = (compiled: { sql: string; params: unknown[] }, mayRead: number): Example => ({
  ...compiled,
  mayRead,
});

/** The heaviest use of each statement, and how many rows it may then make the server read. */
function examplesOf(log: typeof statements.live): [{ name: string }, Example][] {
  const page = statements.PAGE_ROWS;
  const shared = statements.SHARED_KEYS;
  const day = ["2025-10-09 00:00:00", "2025-10-11 00:00:00"] as const;
  return [
    [log.recordingsAfter, example(log.recordingsAfter.compile(30_000, page), page)],
    [log.recordingsById, example(log.recordingsById.compile(numbers(page, 50)), page)],
    [log.newestRecording, example(log.newestRecording.compile(), 1)],
    [log.epochsFrom, example(log.epochsFrom.compile(30_000, 20), 20)],
    [log.closersById, example(log.closersById.compile(numbers(page, 50)), page)],
    // Five rows share a uniqueid, and seven a lead.
    [log.closersByUniqueid, example(log.closersByUniqueid.compile(uniqueids(shared)), shared * 5)],
    [log.outboundByUniqueid, example(log.outboundByUniqueid.compile(uniqueids(shared)), shared)],
    [log.didsByUniqueid, example(log.didsByUniqueid.compile(uniqueids(shared)), shared * 5)],
    [log.closersOfLead, example(log.closersOfLead.compile(4000, ...day), 7)],
    [log.outboundOfLead, example(log.outboundOfLead.compile(4000, ...day), 7)],
    [log.transfersById, example(log.transfersById.compile(numbers(page, 50)), page)],
  ];
}

const names = numbers(statements.PAGE_ROWS, 1).map((n) => `agent${n}`);
const codes = ["SALE", "NI", "DROP"];
/** One for each statement there is. */
export const statementExamples: readonly [{ name: string }, Example][] = [
  ...examplesOf(statements.live),
  ...examplesOf(statements.archive),
  [
    statements.deletionsById,
    example(statements.deletionsById.compile(numbers(500, 50)), statements.PAGE_ROWS),
  ],
  [statements.usersByName, example(statements.usersByName.compile(names), 1000)],
  [statements.anyUser, example(statements.anyUser.compile(), 1)],
  [
    statements.campaignStatusesByCode,
    example(statements.campaignStatusesByCode.compile(codes), 1000),
  ],
  [statements.systemStatusesByCode, example(statements.systemStatusesByCode.compile(codes), 1000)],
  // Seven rows of the logs share a lead, four a number.
  ...[callers.leadsOfNumber, callers.callersByNumber, callers.archivedCallersByNumber].map(
    (byNumber): [{ name: string }, Example] => [
      byNumber,
      example(byNumber.compile(["5550040", "5550041"]), 8),
    ],
  ),
  ...[callers.recordingsOfLead, callers.archivedRecordingsOfLead].map(
    (ofLead): [{ name: string }, Example] => [ofLead, example(ofLead.compile(4000), 7)],
  ),
  [statements.allServers, example(statements.allServers.compile(), 1000)],
];
