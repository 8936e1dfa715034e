import { ConfigError } from "../config/load-config.ts";
import { InstallError } from "../install/step.ts";
import { EdgeRefusedError, EdgeUnavailableError } from "../outbox/edge-client.ts";
import { QueueVersionError } from "../queue/open-database.ts";
import { AlreadyRunningError } from "../queue/run-lock.ts";
import { SourceError } from "../source.ts";
import { WorkerUnusableError } from "../transcription/whisper-worker.ts";

const FOR_PEOPLE = [
  ConfigError,
  QueueVersionError,
  SourceError,
  AlreadyRunningError,
  WorkerUnusableError,
  EdgeRefusedError,
  EdgeUnavailableError,
  InstallError,
];

/** Errors whose message says what is wrong and what to do; anything else is a bug and shows its stack. */
export function isForPeople(error: unknown): error is Error {
  return FOR_PEOPLE.some((known) => error instanceof known);
}
