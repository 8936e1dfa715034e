import { loadConfig } from "../../config/load-config.ts";
import { findRecordingIds } from "../../queue/find-recordings.ts";
import { openForChanges, openForReading } from "../../queue/open-existing.ts";
import { listRevivable, reviveFailed, type Revivable } from "../../queue/revive-failed.ts";
import { forTerminal } from "../../status/text-for-terminal.ts";
import { EXIT } from "../exit-codes.ts";

export type RetryOptions = { state?: Revivable["was"]; reason?: string; dryRun?: true };

const MAX_LISTED = 20;

export function retry(configPath: string, id: string | null, options: RetryOptions): void {
  const { stateFolder } = loadConfig(configPath, process.env);
  const db = options.dryRun ? openForReading(stateFolder) : openForChanges(stateFolder);
  try {
    const ids = id === null ? [null] : findRecordingIds(db, id);
    const revived = ids.flatMap((recordingId) => {
      const wish = {
        recordingId,
        state: options.state ?? null,
        reasonCode: options.reason ?? null,
      };
      return options.dryRun ? listRevivable(db, wish) : reviveFailed(db, wish, Date.now());
    });
    if (id !== null && revived.length === 0) {
      console.error(
        ids.length === 0
          ? `nightshift: there is no recording ${forTerminal(id)}. \`nightshift status\` counts what there is.`
          : `nightshift: ${forTerminal(id)} has nothing to retry. \`nightshift show ${forTerminal(id)}\` says how it stands.`,
      );
      process.exitCode = EXIT.failed;
      return;
    }
    for (const line of describe(revived, options.dryRun ?? false)) console.log(line);
  } finally {
    db.close();
  }
}

function describe(revived: readonly Revivable[], dryRun: boolean): string[] {
  if (revived.length === 0) return ["There is nothing to retry."];
  const next = {
    failed: dryRun ? "would be transcribed again" : "will be transcribed again",
    lost: dryRun ? "would be looked for again" : "will be looked for again",
    refused: dryRun ? "would be sent again" : "will be sent again",
  };
  const lines = (["failed", "lost", "refused"] as const).flatMap((was) => {
    const these = revived.filter((one) => one.was === was);
    if (these.length === 0) return [];
    const listed = these
      .slice(0, MAX_LISTED)
      .map((one) =>
        `  ${forTerminal(one.recordingId)}  ${forTerminal(one.reason ?? "")}`.trimEnd(),
      );
    const more = these.length - listed.length;
    return [
      `${these.length} ${was}: ${next[was]}`,
      ...listed,
      ...(more > 0 ? [`  and ${more} more`] : []),
    ];
  });
  return dryRun ? [...lines, "Nothing was changed."] : lines;
}
