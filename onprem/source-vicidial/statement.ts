import type { MySqlTable } from "drizzle-orm/mysql-core";
import * as z from "zod";

import { SourceError } from "../source.ts";
import { getTableName } from "./drizzle.ts";

/** What drizzle makes of a query: placeholders, and the values in their own types. */
export type CompiledStatement = { sql: string; params: unknown[] };

type Definition<Args extends readonly unknown[], Row> = {
  /** Unique; names the statement in tests and in messages. */
  name: string;
  table: MySqlTable;
  /** Without the table the statement answers with no rows instead of failing. */
  optional?: boolean;
  /** The columns are granted for a single occasion: not being allowed to read them is like not having the table. */
  extraGrant?: boolean;
  row: z.ZodType<Row>;
  build: (...args: Args) => { toSQL(): { sql: string; params: unknown[] } };
};

const registry: Statement<never, unknown>[] = [];

/**
 * One statement that the source can send. The connection sends nothing else, and every statement there is registers
 * itself, so that a test can ask MariaDB how it would run each of them.
 */
export class Statement<Args extends readonly unknown[], Row> {
  readonly #definition: Definition<Args, Row>;
  readonly #rows: z.ZodType<Row[]>;

  constructor(definition: Definition<Args, Row>) {
    if (registry.some((known) => known.name === definition.name)) {
      throw new Error(`There are two statements named ${definition.name}.`);
    }
    this.#definition = definition;
    this.#rows = z.array(definition.row);
    registry.push(this);
  }

  get name(): string {
    return this.#definition.name;
  }

  get table(): string {
    return getTableName(this.#definition.table);
  }

  get optional(): boolean {
    return this.#definition.optional ?? false;
  }

  get extraGrant(): boolean {
    return this.#definition.extraGrant ?? false;
  }

  compile(...args: Args): CompiledStatement {
    const { sql, params } = this.#definition.build(...args).toSQL();
    return { sql, params };
  }

  /** Throws SourceError when the rows are not of the kind that this version of Nightshift knows. */
  parse(rows: unknown): Row[] {
    const parsed = this.#rows.safeParse(rows);
    if (parsed.success) return parsed.data;
    const columns = new Set(parsed.error.issues.map((issue) => issue.path.slice(1).join(".")));
    throw new SourceError(
      `ViciDial's ${this.table} holds values of another kind than expected in ${[...columns].join(", ")}. ` +
        "Check that ViciDial's schema is up to date.",
    );
  }
}

/** Every statement that exists in this process. */
export function allStatements(): readonly Statement<never, unknown>[] {
  return registry;
}
