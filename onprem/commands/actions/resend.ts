import { loadConfig } from "../../config/load-config.ts";
import { openForChanges } from "../../queue/open-existing.ts";
import { sendAgain } from "../../queue/send-again.ts";
import { plural } from "../../status/figures-in-words.ts";
import { requireInOrder } from "../a-date.ts";

export function resend(configPath: string, days: { from: string; to: string }): void {
  requireInOrder(days);
  const db = openForChanges(loadConfig(configPath, process.env).stateFolder);
  try {
    const { calls, transcripts } = sendAgain(db, days, Date.now());
    console.log(
      `${plural(calls, "call")} and ${plural(transcripts, "transcript")} will be sent again.`,
    );
  } finally {
    db.close();
  }
}
