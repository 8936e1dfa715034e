import { accessSync, constants, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

import { BackupError } from "../../onprem/backup/backup-error.ts";

/** "NSed": tells a copy of the edge's database from every other SQLite file. */
const APPLICATION_ID = 0x4e53_6564;

/** Marks a file as a copy of the edge's database. */
export function markEdgeFile(file: DatabaseSync): void {
  file.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
}

/** Reads a copy to its end. Throws BackupError when it is not sound. */
export function checkEdgeFile(file: DatabaseSync, path: string): void {
  const [integrity] = file.prepare("PRAGMA integrity_check(1)").all();
  if (integrity?.integrity_check !== "ok") {
    throw new BackupError(
      `${path} is damaged: ${String(integrity?.integrity_check)}. Take another one.`,
    );
  }
  if (file.prepare("PRAGMA application_id").get()?.application_id !== APPLICATION_ID) {
    throw new BackupError(
      `${path} is no copy of an edge. \`admin -- backup\` makes the files for this.`,
    );
  }
  const [orphan] = file.prepare("PRAGMA foreign_key_check").all();
  if (orphan !== undefined) {
    throw new BackupError(
      `${path} has rows of ${String(orphan.table)} that need others which are missing. Take another one.`,
    );
  }
}

/** Opens a copy for reading, once it has been found sound. Throws BackupError. */
export function openEdgeFile(path: string): DatabaseSync {
  let file: DatabaseSync | null = null;
  try {
    accessSync(path, constants.R_OK);
    if (!statSync(path).isFile()) throw new BackupError(`${path} is no file.`);
    const address = pathToFileURL(path);
    address.searchParams.set("immutable", "1");
    file = new DatabaseSync(address, { readOnly: true });
    checkEdgeFile(file, path);
    return file;
  } catch (error) {
    file?.close();
    if (error instanceof BackupError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackupError(
      `${path} cannot be read: ${reason}. If it is encrypted or compressed, undo that first.`,
    );
  }
}
