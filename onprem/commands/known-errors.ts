import { BackupError } from "../backup/backup-error.ts";
import { ConfigError } from "../config/load-config.ts";
import { InstallError } from "../install/step.ts";
import { ModelError, ModelNameError } from "../models/model-error.ts";
import { EdgeRefusedError, EdgeUnavailableError } from "../outbox/edge-errors.ts";
import { QueueVersionError } from "../queue/open-database.ts";
import { QueueUnusableError } from "../queue/open-existing.ts";
import { AlreadyRunningError } from "../queue/run-lock.ts";
import { StateFolderError } from "../queue/state-folder.ts";
import { SourceError } from "../source.ts";
import { WorkerUnusableError } from "../transcription/whisper-worker.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { UsageError } from "./usage-error.ts";

/** Errors whose message says what is wrong and what to do, with what a command ends with. */
const FOR_PEOPLE: readonly (readonly [new (...args: never[]) => Error, ExitCode])[] = [
  [UsageError, EXIT.usage],
  [ConfigError, EXIT.configuration],
  [StateFolderError, EXIT.configuration],
  [QueueVersionError, EXIT.failed],
  [QueueUnusableError, EXIT.failed],
  [SourceError, EXIT.source],
  [AlreadyRunningError, EXIT.alreadyRunning],
  [WorkerUnusableError, EXIT.failed],
  [EdgeRefusedError, EXIT.edge],
  [EdgeUnavailableError, EXIT.edge],
  [BackupError, EXIT.failed],
  [InstallError, EXIT.failed],
  [ModelNameError, EXIT.usage],
  [ModelError, EXIT.failed],
];

/** The exit code that a known error deserves; null for anything else, which is a bug. */
export function exitCodeOf(error: unknown): ExitCode | null {
  return FOR_PEOPLE.find(([known]) => error instanceof known)?.[1] ?? null;
}

export function isForPeople(error: unknown): error is Error {
  return exitCodeOf(error) !== null;
}
