import { restoreQueue } from "../../backup/restore-queue.ts";
import { loadConfig } from "../../config/load-config.ts";
import { plural } from "../../status/figures-in-words.ts";

export function restore(configPath: string, file: string): void {
  const { stateFolder } = loadConfig(configPath, process.env);
  const { contents, setAside, isOlder, forgottenAgain } = restoreQueue({
    stateFolder,
    file,
    now: Date.now(),
  });
  const { recordings, transcripts, outbox } = contents;
  console.log(
    `The queue is that of ${file}: ${plural(recordings, "recording")}, ${plural(transcripts, "transcript")}, ${plural(outbox, "upload that waits", "uploads that wait")}.`,
  );
  if (setAside !== null) console.log(`The one before is kept as ${setAside}.`);
  if (forgottenAgain === null) {
    console.log(
      "Whom `nightshift forget` deleted since this copy was made is back in it until the edge says who: `nightshift watch` asks at its start, and `nightshift forget --again` at once.",
    );
  } else if (forgottenAgain > 0) {
    console.log(
      `Of these recordings ${plural(forgottenAgain, "was forgotten since, and was", "were forgotten since, and were")} deleted again.`,
    );
  }
  if (isOlder) console.log("It is of an older Nightshift and is carried over at the next start.");
  console.log("Now: sudo systemctl start nightshift-transcribe.timer nightshift-watch");
}
