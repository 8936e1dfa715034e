import { loadConfig } from "../config/load-config.ts";
import { openDatabase } from "../queue/open-database.ts";
import { reviveFailed } from "../queue/revive-failed.ts";

/** `nightshift retry [ID]`. */
export function retry(configPath: string, recordingId: string | null): void {
  const db = openDatabase(loadConfig(configPath, process.env).stateFolder);
  try {
    const revived = reviveFailed(db, recordingId, Date.now());
    console.log(
      `${revived.recordings} recordings are pending again, ${revived.uploads} uploads will be sent again.`,
    );
  } finally {
    db.close();
  }
}
