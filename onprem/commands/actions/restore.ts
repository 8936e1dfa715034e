import { restoreQueue } from "../../backup/restore-queue.ts";
import { loadConfig } from "../../config/load-config.ts";

export function restore(configPath: string, file: string): void {
  const { stateFolder } = loadConfig(configPath, process.env);
  const { contents, setAside, isOlder, forgottenAgain } = restoreQueue({
    stateFolder,
    file,
    now: Date.now(),
  });
  const { recordings, transcripts, outbox } = contents;
  console.log(
    `The queue is that of ${file}: ${recordings} recordings, ${transcripts} transcripts, ${outbox} uploads that wait.`,
  );
  if (setAside !== null) console.log(`The one before is kept as ${setAside}.`);
  if (forgottenAgain === null) {
    console.log(
      "Whom `nightshift forget` deleted since this copy was made is back in it until the edge says who: `nightshift watch` asks at its start, and `nightshift forget --again` at once.",
    );
  } else if (forgottenAgain > 0) {
    console.log(
      `${forgottenAgain} of these recordings were forgotten since, and were deleted again.`,
    );
  }
  if (isOlder) console.log("It is of an older Nightshift and is carried over at the next start.");
  console.log("Now: sudo systemctl start nightshift-transcribe.timer nightshift-watch");
}
