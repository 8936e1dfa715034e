import { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { forgetValue, rememberedValue, rememberValue } from "../queue/cursor-value.ts";
import type { AnonymousKey } from "../source-folder/anonymous-ids.ts";

/*
 * A folder's recordings are named by the host's key. A copy of the queue has it in it: on another host, with another key, every
 * recording would be a new one, also those that are to stay forgotten. Who has the copy has the files' names as well, so
 * that the key tells them nothing more.
 */

const NAME = "recording_ids_key";
const hexSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** Puts the key into a copy that nobody else has open. */
export function putKey(file: string, key: AnonymousKey): void {
  inFile(file, (db) => rememberValue(db, NAME, key.toString("hex")));
}

/** Takes the key out of a copy that is about to be the queue; null when there is none in it. */
export function takeKey(file: string): AnonymousKey | null {
  return inFile(file, (db) => {
    const hex = rememberedValue(db, NAME, hexSchema);
    if (hex !== null) forgetValue(db, NAME);
    return hex === null ? null : Buffer.from(hex, "hex");
  });
}

function inFile<Result>(file: string, work: (db: DatabaseSync) => Result): Result {
  const db = new DatabaseSync(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}
