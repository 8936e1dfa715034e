import { loadConfig } from "../config/load-config.ts";
import { openDatabase } from "../queue/open-database.ts";
import { reviveFailed } from "../queue/revive-failed.ts";
import { addCommand, type Cli } from "./cli-command.ts";

export function registerRetry(cli: Cli): void {
  addCommand(cli, {
    usage: "retry [id]",
    summary: "give failed, lost and refused recordings another chance",
    about: "Revives failed recordings and refused uploads, all of them or one.",
    examples: [["nightshift retry", "all of them"]],
    exits: ["ok", "failed", "configuration"],
  }).action((id?: string) => retry(cli.configPath(), id ?? null));
}

function retry(configPath: string, recordingId: string | null): void {
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
