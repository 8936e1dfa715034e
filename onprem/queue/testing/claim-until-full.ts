import { claimRecording } from "../claim-recording.ts";
import { openDatabase } from "../open-database.ts";

/*
 * Claims in the queue of the folder that is its argument until that fails, and prints the claims that were given out and
 * are not written down. It is run under a limit on the size of files, which acts as a full disk does.
 */

// Without a listener the limit ends the process instead of failing the write.
process.on("SIGXFSZ", () => undefined);
const db = openDatabase(process.argv[2] ?? "");
db.exec("PRAGMA wal_autocheckpoint = 0");
const stateOf = db.prepare("SELECT state FROM recording WHERE recording_id = ?");
const lease = { owner: "run-1", bootId: "boot-1", durationMs: 60_000 };
const outcome = { claimed: 0, unwritten: 0, failed: false };
while (!outcome.failed) {
  try {
    const claimed = claimRecording(db, lease, Date.now());
    if (claimed === null) break;
    outcome.claimed += 1;
    if (stateOf.get(claimed.recording_id)?.state !== "transcribing") outcome.unwritten += 1;
    if (outcome.claimed > 10_000) break;
  } catch {
    outcome.failed = true;
  }
}
process.stdout.write(JSON.stringify(outcome));
