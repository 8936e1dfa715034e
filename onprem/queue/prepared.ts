import type { DatabaseSync, StatementSync } from "node:sqlite";

const statements = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/**
 * A statement that is compiled once per connection: for what runs thousands of times in a row, where compiling takes longer
 * than running, and statements that wait for the garbage collector fill the memory.
 */
export function prepared(db: DatabaseSync, sql: string): StatementSync {
  let ofConnection = statements.get(db);
  if (ofConnection === undefined) {
    ofConnection = new Map();
    statements.set(db, ofConnection);
  }
  let statement = ofConnection.get(sql);
  if (statement === undefined) {
    statement = db.prepare(sql);
    ofConnection.set(sql, statement);
  }
  return statement;
}
