import type { WallTime } from "#shared/time/site-time.ts";

import { isPossible } from "./recording-name.ts";

/** What a list says of a call; null where it says nothing. */
export type CallsRow = {
  /** As the list has it: a file name, or a path from the list's folder. */
  filename: string;
  recordingId: string | null;
  uniqueid: string | null;
  callGroup: string | null;
  direction: "inbound" | "outbound" | null;
  agentUser: string | null;
  agentName: string | null;
  campaignId: string | null;
  callStatus: string | null;
  /** On the site's clock. */
  startedAt: WallTime | null;
};

/** The columns, each with what Asterisk's and FreePBX's exports call it. */
const COLUMNS = {
  filename: ["filename", "file", "file_name", "recordingfile", "recording_file"],
  recordingId: ["recording_id"],
  uniqueid: ["uniqueid", "unique_id"],
  callGroup: ["call_group", "linkedid"],
  direction: ["direction"],
  agentUser: ["agent_user", "agent", "user"],
  agentName: ["agent_name", "full_name"],
  campaignId: ["campaign_id", "campaign", "queue", "queuename"],
  callStatus: ["call_status", "status", "disposition"],
  startedAt: ["started_at", "calldate", "call_date"],
} as const satisfies Record<keyof CallsRow, readonly string[]>;
type Column = keyof typeof COLUMNS;

/** The wire's limits: callSchema of shared/contracts/call.ts. */
const MAX_CHARS = {
  uniqueid: 64,
  callGroup: 64,
  agentUser: 64,
  agentName: 120,
  campaignId: 64,
  callStatus: 32,
} as const;

export type Header = ReadonlyMap<Column, number>;

/** Which column stands where; the first of a list's names for it counts. */
export function readHeader(cells: readonly string[]): Header {
  const names = cells.map((cell) =>
    cell
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, "_"),
  );
  const header = new Map<Column, number>();
  for (const [column, aliases] of Object.entries(COLUMNS)) {
    const index = aliases.map((alias) => names.indexOf(alias)).find((found) => found >= 0);
    if (index !== undefined && isColumn(column)) header.set(column, index);
  }
  return header;
}

function isColumn(name: string): name is Column {
  return name in COLUMNS;
}

/**
 * Reads one row. What cannot be used is left out and `complain` is told in words; the rest of the row still counts.
 * Null when the row names no file.
 */
export function readRow(
  cells: readonly string[],
  header: Header,
  complain: (what: string) => void,
): CallsRow | null {
  const cell = (column: Column) => (cells[header.get(column) ?? -1] ?? "").trim();
  const filename = cell("filename");
  if (filename === "") {
    complain("filename is empty");
    return null;
  }
  const text = (column: keyof typeof MAX_CHARS) => {
    const value = cell(column);
    if (value === "") return null;
    if (/\p{C}/u.test(value)) {
      complain(`${COLUMNS[column][0]} holds control characters`);
    } else if (value.length > MAX_CHARS[column]) {
      complain(`${COLUMNS[column][0]} is longer than ${MAX_CHARS[column]} characters`);
    } else {
      return value;
    }
    return null;
  };
  return {
    filename,
    recordingId: readRecordingId(cell("recordingId"), filename, complain),
    uniqueid: text("uniqueid"),
    callGroup: text("callGroup"),
    direction: readDirection(cell("direction"), complain),
    agentUser: text("agentUser"),
    agentName: text("agentName"),
    campaignId: text("campaignId"),
    callStatus: text("callStatus"),
    startedAt: readTime(cell("startedAt"), complain),
  };
}

/** A time, and Asterisk's uniqueid. */
const NO_NUMBER = /\d{8}-\d{6}|\d{10}\.\d+/g;

/** An identity goes into addresses, file names and logs, so it is stricter than a name. */
function readRecordingId(
  value: string,
  filename: string,
  complain: (what: string) => void,
): string | null {
  if (value === "") return null;
  if (value.length > 64) complain("recording_id is longer than 64 characters");
  else if (!/^[^\p{C}\p{Z}/\\]+$/u.test(value) || /^\.+$/.test(value)) {
    complain("recording_id holds spaces, slashes or control characters");
  } else if (filename.includes(value) && /\d{7}/.test(value.replaceAll(NO_NUMBER, ""))) {
    complain("recording_id repeats the file's name, which may hold a caller's number");
  } else return value;
  return null;
}

function readDirection(value: string, complain: (what: string) => void): CallsRow["direction"] {
  if (value === "") return null;
  if (/^in(bound|coming)?$/i.test(value)) return "inbound";
  if (/^out(bound|going)?$/i.test(value)) return "outbound";
  complain("direction is neither inbound nor outbound");
  return null;
}

function readTime(value: string, complain: (what: string) => void): WallTime | null {
  if (value === "") return null;
  const match = /^(20\d{2})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?$/.exec(value);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (match ?? [])
    .slice(1)
    .map((part) => Number(part ?? 0));
  const time = { year, month, day, hour, minute, second };
  if (match !== null && isPossible(time)) return time;
  complain("started_at is no time such as 2026-11-20 10:31:08 on the site's clock");
  return null;
}
