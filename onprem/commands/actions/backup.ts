import { resolve } from "node:path";

import { backUpQueue } from "../../backup/back-up-queue.ts";
import { ConfigError, loadConfig } from "../../config/load-config.ts";
import { plural } from "../../status/figures-in-words.ts";

const MB = 1024 ** 2;

export function backup(configPath: string, wished: string | null, keep: number | null): void {
  const {
    stateFolder,
    site,
    minFreeBytes,
    backup: configured,
  } = loadConfig(configPath, process.env);
  const folder = wished ?? configured.folder;
  if (folder === null) {
    throw new ConfigError(
      `There is no folder to copy the queue into. Name one, as in \`nightshift backup /mnt/backup/nightshift\`, or add to ${configPath}:\n\n    [backup]\n    folder = "/mnt/backup/nightshift"\n`,
    );
  }
  const made = backUpQueue({
    stateFolder,
    siteId: site.id,
    folder,
    keep: keep ?? configured.keep,
    minFreeBytes,
    now: Date.now(),
  });
  const { recordings, transcripts, outbox } = made.contents;
  console.log(`${made.path}  ${(made.bytes / MB).toFixed(1)} MB`);
  console.log(
    `It has ${plural(recordings, "recording")}, ${plural(transcripts, "transcript")} and ${plural(outbox, "upload that waits", "uploads that wait")}, and was read to its end.`,
  );
  for (const name of made.deleted) console.log(`deleted ${name}`);
  if (made.onSameDisk) {
    console.log("It lies on the same disk as the queue: copy it to another machine as well.");
  }
  console.log(`Not in it: ${resolve(configPath)} and the secrets that it names.`);
}
