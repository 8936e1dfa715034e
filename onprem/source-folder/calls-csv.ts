import { basename, isAbsolute, relative } from "node:path";
import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";

import { CsvError, parse } from "csv-parse";

import { readHeader, readRow, type CallsRow, type Header } from "./calls-row.ts";
import { recordingStem } from "./recording-name.ts";

export type CallsCsv = {
  /** The row of a recording by its path from the list's folder; undefined when the list does not name it. */
  find(relativePath: string): CallsRow | undefined;
  /** Rows that could not be used, for people: "line 3: filename is empty". */
  problems: string[];
};

const MAX_PROBLEMS = 20;
/** A quote that is never closed swallows what follows: so often is the list taken up again behind the line it stands in. */
const MAX_RESTARTS = 20;
const SLICE_CHARS = 64 * 1024;
const DELIMITERS = [",", ";", "\t"] as const;

/**
 * Reads the list of a folder's calls: calls-row.ts has the columns, of which only filename is required. Comma, semicolon and
 * tab separate. A row that makes no sense is a problem and never takes the others with it. `stillWritten`: a last line that
 * is short of cells and of its end is left for later. Gives other work a turn again and again.
 */
export async function parseCallsCsv(
  text: string,
  options: { folder: string; stillWritten: boolean },
): Promise<CallsCsv> {
  const list = new RowList(options.folder);
  const body = text.replace(/^sep=.\r?\n/i, "");
  const delimiter = delimiterOf(body);
  const lines = { header: null as Header | null, cells: 0, done: 0 };
  let rest = body;
  for (let restarts = 0; ; restarts++) {
    const before = lines.done;
    let read = 0;
    try {
      const records: AsyncIterable<{ record: string[]; info: { lines: number } }> = Readable.from(
        slices(rest),
      ).pipe(
        parse({
          delimiter,
          info: true,
          relax_column_count: true,
          relax_quotes: true,
          skip_empty_lines: true,
          max_record_size: 1_000_000,
        }),
      );
      for await (const { record, info } of records) {
        const name = record[lines.header?.get("filename") ?? 0] ?? "";
        // Two quotes that were never closed close each other.
        if (name.includes("\n")) throw new CsvError("CSV_QUOTE_NOT_CLOSED", "");
        read = info.lines;
        if (lines.header === null) {
          lines.header = readHeader(record);
          lines.cells = record.length;
          if (!lines.header.has("filename")) {
            list.complain("its first line names no column filename");
            return list;
          }
          continue;
        }
        const unfinished = options.stillWritten && record.length < lines.cells;
        if (unfinished && isLastLine(rest, info.lines)) continue;
        list.add(record, lines.header, before + info.lines);
      }
      return list;
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      const bad = before + read + 1;
      if (lines.header === null || restarts >= MAX_RESTARTS) {
        list.complain(`it is no CSV from line ${bad} on`);
        return list;
      }
      list.complain(`line ${bad}: a quote is opened and never closed`);
      lines.done = bad;
      rest = rest.slice(offsetOfLine(rest, read + 1));
    }
  }
}

class RowList implements CallsCsv {
  readonly problems: string[] = [];
  readonly #folder: string;
  readonly #byName = new Map<string, CallsRow>();
  readonly #lineOfId = new Map<string, number>();
  readonly #lineOfName = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  find(relativePath: string): CallsRow | undefined {
    const name = basename(relativePath);
    return (
      this.#byName.get(relativePath) ??
      this.#byName.get(recordingStem(relativePath)) ??
      this.#byName.get(name) ??
      this.#byName.get(recordingStem(name))
    );
  }

  add(record: readonly string[], header: Header, line: number): void {
    const row = readRow(record, header, (what) => this.complain(`line ${line}: ${what}`));
    if (row === null) return;
    const name = this.#nameOf(row.filename);
    const earlier = this.#lineOfName.get(name);
    if (earlier !== undefined) {
      this.complain(`lines ${earlier} and ${line} name the same file; line ${line} counts`);
      this.#lineOfId.forEach((at, id) => at === earlier && this.#lineOfId.delete(id));
    }
    this.#lineOfName.set(name, line);
    const unique = this.#withUniqueId(row, line);
    this.#byName.set(name, unique);
    this.#byName.set(recordingStem(name), unique);
  }

  complain(what: string): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(what);
    else if (this.problems.length === MAX_PROBLEMS) this.problems.push("there are more such lines");
  }

  /** Two recordings with one identity would be taken for one: only the first keeps it. */
  #withUniqueId(row: CallsRow, line: number): CallsRow {
    if (row.recordingId === null) return row;
    const earlier = this.#lineOfId.get(row.recordingId);
    if (earlier === undefined) {
      this.#lineOfId.set(row.recordingId, line);
      return row;
    }
    this.complain(
      `lines ${earlier} and ${line} have the same recording_id; line ${earlier} keeps it`,
    );
    return { ...row, recordingId: null };
  }

  /** Exports write whole paths, or those of another host: then the name alone counts. */
  #nameOf(filename: string): string {
    const path = filename.replaceAll("\\", "/").replace(/^(\.\/)+/, "");
    if (!isAbsolute(path) && !/^[a-z]:\//i.test(path)) return path;
    const inside = relative(this.#folder, path);
    return inside.startsWith("..") || isAbsolute(inside) ? basename(path) : inside;
  }
}

function delimiterOf(text: string): string {
  const header = /^[^\r\n]*/.exec(text.trimStart())?.[0] ?? "";
  const count = (delimiter: string) => header.split(delimiter).length;
  return DELIMITERS.toSorted((a, b) => count(b) - count(a))[0] ?? ",";
}

async function* slices(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += SLICE_CHARS) {
    yield text.slice(at, at + SLICE_CHARS);
    await nextTurn();
  }
}

function isLastLine(text: string, line: number): boolean {
  return !text.endsWith("\n") && offsetOfLine(text, line) === text.length;
}

/** Where the text goes on behind so many lines. */
function offsetOfLine(text: string, lines: number): number {
  let offset = 0;
  for (let line = 0; line < lines; line++) {
    const end = text.indexOf("\n", offset);
    if (end < 0) return text.length;
    offset = end + 1;
  }
  return offset;
}
