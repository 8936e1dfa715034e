import { DatabaseSync } from "node:sqlite";

const MAX_STATEMENT_BYTES = 100_000;

/** A D1 database behind its HTTP query interface: SQLite in memory, each query whole or not at all, and D1's own limits. */
export class D1StandIn {
  readonly #db = new DatabaseSync(":memory:", { enableForeignKeyConstraints: true });

  /** Runs the statements of a text as one transaction. Throws what SQLite throws, or D1 refuses. */
  query(sql: string): { results: unknown[]; success: true; meta: object }[] {
    const answers: { results: unknown[]; success: true; meta: object }[] = [];
    this.#db.exec("BEGIN");
    try {
      for (let rest = sql.trim(); rest !== "";) {
        const statement = this.#db.prepare(rest);
        // SQLite compiles the first statement of a text and says how far it reached.
        const own = statement.sourceSQL;
        if (Buffer.byteLength(own) > MAX_STATEMENT_BYTES) throw new Error("statement too long");
        if (/^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT)\b/i.test(own)) {
          throw new Error("use state.storage.transaction() instead of the SQL BEGIN TRANSACTION");
        }
        answers.push({ results: statement.all(), success: true, meta: { duration: 0 } });
        rest = withoutLeadingComments(rest.slice(own.length));
      }
      this.#db.exec("COMMIT");
      return answers;
    } catch (error) {
      this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.#db.close();
  }
}

/** What is left when only a comment follows a statement is no statement. */
function withoutLeadingComments(sql: string): string {
  return sql.replace(/^(\s+|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)+/, "");
}
