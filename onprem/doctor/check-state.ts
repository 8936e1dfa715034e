import { accessSync, constants, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { failed, messageOf, ok, warning, type Finding } from "./finding.ts";

const MB = 1024 * 1024;
/** About a second of reading; a larger queue is looked at by the command below, when there is time. */
const MAX_CHECKED_BYTES = 1024 * MB;

/** The state folder can be written, and the queue in it is whole. */
export function checkState(folder: string): Finding[] {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    return [
      failed(`the state folder cannot be written: ${messageOf(error)}`, "sudo nightshift install"),
    ];
  }
  const path = join(folder, "queue.db");
  if (!existsSync(path)) return [ok(`${folder}, without a queue yet`)];
  const { size } = statSync(path);
  if (size > MAX_CHECKED_BYTES) {
    return [
      warning(
        `the queue, ${Math.round(size / MB)} MB, was not checked: that would take long`,
        `sudo -u nightshift sqlite3 ${path} 'PRAGMA quick_check'`,
      ),
    ];
  }
  const problem = quickCheck(path);
  if (problem === null) return [ok(`${folder}, queue of ${Math.ceil(size / MB)} MB is whole`)];
  return [
    failed(
      `the queue is damaged: ${problem}`,
      `sudo systemctl stop nightshift-watch nightshift-transcribe, restore ${path} from your backup (or from ${folder}/backups), and start nightshift-watch again`,
    ),
  ];
}

function quickCheck(path: string): string | null {
  try {
    const db = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
    try {
      const result = String(db.prepare("PRAGMA quick_check(1)").get()?.quick_check);
      return result === "ok" ? null : result;
    } finally {
      db.close();
    }
  } catch (error) {
    return messageOf(error);
  }
}
