import { ConfigError } from "../config.ts";
import { EdgeRefusedError, EdgeUnavailableError } from "../outbox/edge-client.ts";
import { AlreadyRunningError } from "../queue/run-lock.ts";
import { SourceFolderError } from "../source-folder/scan-folder.ts";
import { WorkerUnusableError } from "../transcription/whisper-worker.ts";

const FOR_PEOPLE = [
  ConfigError,
  SourceFolderError,
  AlreadyRunningError,
  WorkerUnusableError,
  EdgeRefusedError,
  EdgeUnavailableError,
];

/** Errors whose message says what is wrong and what to do; anything else is a bug and shows its stack. */
export function isForPeople(error: unknown): error is Error {
  return FOR_PEOPLE.some((known) => error instanceof known);
}
