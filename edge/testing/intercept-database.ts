/** Runs a statement or a batch as a test wants it: measured, late, not at all. */
export type Around = <T extends D1Result | D1Result[]>(execute: () => Promise<T>) => Promise<T>;

/**
 * A database binding whose every round trip goes through `around`. A batch is one round trip. Of a statement `run`, `all`,
 * `first` and `raw` (which drizzle reads with) are supported.
 */
export function interceptDatabase(binding: D1Database, around: Around): D1Database {
  const originals = new WeakMap<D1PreparedStatement, D1PreparedStatement>();
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const wrapped = new Proxy(statement, {
      get(target, property) {
        switch (property) {
          case "bind":
            return (...values: unknown[]) => wrap(target.bind(...values));
          case "all":
          case "run":
            return () => around(() => target.all());
          case "raw":
            return async (options?: { columnNames?: false }) => {
              // What it read is only told by `all`; the statement is run twice, so this is for reading.
              await around(() => target.all());
              return target.raw(options);
            };
          case "first":
            return async () => (await around(() => target.all())).results[0] ?? null;
          default: {
            const value: unknown = Reflect.get(target, property);
            return typeof value === "function" ? value.bind(target) : value;
          }
        }
      },
    });
    originals.set(wrapped, statement);
    return wrapped;
  };
  return new Proxy(binding, {
    get(target, property) {
      switch (property) {
        case "prepare":
          return (query: string) => wrap(target.prepare(query));
        case "batch":
          return (statements: D1PreparedStatement[]) =>
            around(() => target.batch(statements.map((own) => originals.get(own) ?? own)));
        default: {
          const value: unknown = Reflect.get(target, property);
          return typeof value === "function" ? value.bind(target) : value;
        }
      }
    },
  });
}

export type RowMeter = { binding: D1Database; rowsRead: () => number; rowsWritten: () => number };

/** A database binding that adds up what D1 would bill. */
export function meterRows(binding: D1Database): RowMeter {
  let read = 0;
  let written = 0;
  return {
    binding: interceptDatabase(binding, async (execute) => {
      const outcome = await execute();
      for (const { meta } of [outcome].flat()) {
        read += meta.rows_read;
        written += meta.rows_written;
      }
      return outcome;
    }),
    rowsRead: () => read,
    rowsWritten: () => written,
  };
}
