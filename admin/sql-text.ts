type Value = string | number | boolean | null;

/** Strings, quoted names, comments and parameters: everything in which a `?` may stand. */
const TOKENS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|\?(\d*)/g;

/**
 * A statement with its parameters written into it, for a command line that takes text only. SQLite knows one escape in a
 * string, the doubled quote, so a value cannot end its own.
 *
 * @throws Error when a parameter has no value, or a value that SQL text cannot hold
 */
export function withValues(query: string, values: readonly unknown[]): string {
  let next = 0;
  return query.replaceAll(TOKENS, (token: string, numbered: string | undefined) => {
    if (numbered === undefined) return token;
    const at = numbered === "" ? next : Number(numbered) - 1;
    next = at + 1;
    if (at >= values.length) throw new Error(`parameter ${at + 1} of a statement has no value`);
    return literal(values[at]);
  });
}

/** A value as it stands in SQL. Throws where it cannot. */
export function literal(value: unknown): string {
  if (!isValue(value)) throw new Error(`a ${typeof value} cannot be written into SQL`);
  if (value === null) return "NULL";
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Error(`${value} cannot be written into SQL`);
    return String(value);
  }
  if (value.includes("\0")) throw new Error("text with a zero byte cannot be written into SQL");
  return `'${value.replaceAll("'", "''")}'`;
}

function isValue(value: unknown): value is Value {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
