import { accessSync, constants } from "node:fs";

import { BackupError, systemCode } from "../../onprem/backup/backup-error.ts";
import { makeFolder } from "../../onprem/make-folder.ts";

/** Makes the folder that copies are kept in, or finds it fit for that. Throws BackupError. */
export function makeBackupFolder(folder: string): void {
  try {
    makeFolder(folder, 0o700);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = systemCode(error);
    throw new BackupError(
      code === "EEXIST" || code === "ENOTDIR"
        ? `${folder} is, or lies below, a file: name a folder for the copies.`
        : `${folder} cannot be made or written to (${code ?? String(error)}): name a folder of yours, on a disk that is there.`,
    );
  }
}
