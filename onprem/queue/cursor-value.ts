import type { DatabaseSync } from "node:sqlite";

import type * as z from "zod";

/** Keeps a small value under a name, across restarts. */
export function rememberValue(db: DatabaseSync, name: string, value: unknown): void {
  db.prepare(`
    INSERT INTO cursor (name, value) VALUES (:name, :value)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value
  `).run({ name, value: JSON.stringify(value) });
}

/** The value under a name; null when there is none, or none that this version understands. */
export function rememberedValue<Value>(
  db: DatabaseSync,
  name: string,
  schema: z.ZodType<Value>,
): Value | null {
  const row = db.prepare("SELECT value FROM cursor WHERE name = ?").get(name);
  if (row === undefined) return null;
  const parsed = schema.safeParse(parseJson(String(row.value)));
  return parsed.success ? parsed.data : null;
}

export function forgetValue(db: DatabaseSync, name: string): void {
  db.prepare("DELETE FROM cursor WHERE name = ?").run(name);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
