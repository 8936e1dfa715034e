import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { EnvHttpProxyAgent } from "undici";

import { makeFolder } from "../make-folder.ts";
import { freeBytesOf } from "../night/disk-room.ts";
import { holdLock } from "../queue/run-lock.ts";
import { bytes } from "../status/figures-in-words.ts";
import { findInCatalogue, modelUrl } from "./catalogue.ts";
import { removeCheckedRecord, writeCheckedRecord } from "./checked-record.ts";
import { download, removePart, type DownloadOptions } from "./download.ts";
import { hashFile } from "./hash-file.ts";
import { ModelError, ModelNameError, PullStoppedError } from "./model-error.ts";
import { modelPath, partPathOf } from "./model-folder.ts";
import { verifyModel, structureProblem } from "./verify-model.ts";

const CONNECT_TIMEOUT_MS = 20_000;
const MODEL_MODE = 0o640;

export type PullEvent =
  | { type: "already_there"; path: string }
  | { type: "replacing"; problem: string }
  | { type: "progress"; doing: "download" | "copy" | "checksum"; done: number; total: number }
  | { type: "break"; reason: string; waitMs: number };

export type PullOptions = {
  /** Without `ggml-` and `.bin`. */
  name: string;
  folder: string;
  /** A file to copy instead of downloading. */
  from: string | null;
  /** Folder or file on another server; null for the hub. */
  mirror: string | null;
  /** What the owner gave for a model that is in no list. */
  sha256: string | null;
  /** Room that must be left on the disk. */
  minFreeBytes: number;
  signal: AbortSignal;
  onEvent: (event: PullEvent) => void;
  retry?: DownloadOptions["retry"];
  silenceMs?: number;
};

type Expected = { sha256: string; bytes: number | null };

/**
 * Brings a model into the folder, by download or from a file: under its name there is never anything but a whole file whose
 * checksum is right. Returns its path. Throws ModelError, AlreadyRunningError, or PullStoppedError when the signal aborts.
 */
export async function pullModel(options: PullOptions): Promise<string> {
  const { folder, name, from, signal } = options;
  const expected = expectedOf(options);
  const target = modelPath(folder, name);
  prepareFolder(options);
  const release = holdLock(
    folder,
    ".pull.lock",
    `Another \`nightshift model pull\` is at work in ${folder}. Wait for it to finish, or stop it first.`,
  );
  try {
    if (await isThere(target, expected, options)) return target;
    const part = from === null ? partPathOf(target) : `${target}.incoming`;
    if (from === null) await fetchPart(part, expected, options);
    else copyPart(from, part, options);
    await acceptPart(part, target, expected, options);
    return target;
  } catch (error) {
    if (!signal.aborted) throw accessProblem(error, options);
    const done = statSync(partPathOf(target), { throwIfNoEntry: false })?.size ?? 0;
    throw new PullStoppedError(
      done === 0
        ? "Stopped; nothing was changed."
        : `Stopped with ${bytes(done)} there. The same command goes on from here.`,
    );
  } finally {
    release();
  }
}

function prepareFolder(options: PullOptions): void {
  try {
    makeFolder(options.folder, 0o750);
    accessSync(options.folder, constants.W_OK);
  } catch (error) {
    throw accessProblem(error, options);
  }
}

function expectedOf({ name, sha256 }: PullOptions): Expected {
  const published = findInCatalogue(name);
  if (published !== null) {
    if (sha256 !== null && sha256 !== published.sha256) {
      throw new ModelError(
        `The published ${name} has the SHA-256 ${published.sha256}, not the one given. Give another file another name.`,
      );
    }
    return published;
  }
  if (sha256 === null) {
    throw new ModelNameError(
      `${name} is in no list, so its checksum is not known. \`nightshift model list\` shows what is; a model of your own comes with --sha256 and --url or --from.`,
    );
  }
  return { sha256, bytes: null };
}

/** Whether the right file is in place already. A wrong one is replaced when the right one is whole. */
async function isThere(target: string, expected: Expected, options: PullOptions): Promise<boolean> {
  if (!existsSync(target)) return false;
  const { size } = statSync(target);
  const verdict = await verifyModel(target, {
    signal: options.signal,
    onBytes: counter(size, "checksum", options),
  });
  if (verdict.kind !== "wrong" && verdict.sha256 === expected.sha256) {
    options.onEvent({ type: "already_there", path: target });
    return true;
  }
  const problem = verdict.kind === "wrong" ? verdict.problem : "has another checksum";
  options.onEvent({ type: "replacing", problem });
  return false;
}

async function fetchPart(part: string, expected: Expected, options: PullOptions): Promise<void> {
  const { name, mirror, folder, minFreeBytes, signal, onEvent } = options;
  if (findInCatalogue(name) === null && mirror === null) {
    throw new ModelError(`${name} is in no list: say with --url or --from where it comes from.`);
  }
  // HTTPS_PROXY, HTTP_PROXY and NO_PROXY count as they do everywhere.
  const dispatcher = new EnvHttpProxyAgent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    // One stream: a pool would only open what is never used.
    connections: 1,
  });
  try {
    await download({
      url: modelUrl(name, mirror),
      partPath: part,
      expectedBytes: expected.bytes,
      dispatcher,
      signal,
      onProgress: (done, total) => onEvent({ type: "progress", doing: "download", done, total }),
      onBreak: (reason, waitMs) => onEvent({ type: "break", reason, waitMs }),
      checkRoom: (missing) => refuseFullDisk(folder, missing, minFreeBytes),
      ...(options.retry === undefined ? {} : { retry: options.retry }),
      ...(options.silenceMs === undefined ? {} : { silenceMs: options.silenceMs }),
    });
  } finally {
    await dispatcher.destroy();
  }
}

function copyPart(from: string, part: string, options: PullOptions): void {
  const { size } = statSync(from);
  options.onEvent({ type: "progress", doing: "copy", done: 0, total: size });
  refuseFullDisk(options.folder, size, options.minFreeBytes);
  rmSync(part, { force: true });
  copyFileSync(from, part, constants.COPYFILE_FICLONE);
}

function refuseFullDisk(folder: string, neededBytes: number, minFreeBytes: number): void {
  const free = freeBytesOf(folder);
  if (free === null || free - neededBytes >= minFreeBytes) return;
  throw new ModelError(
    `The disk of ${folder} has ${bytes(free)} free. ${bytes(neededBytes)} are needed, and ${bytes(minFreeBytes)} must stay free (state.min_free_mb).`,
  );
}

/** Checks the whole part and puts it in place in one step. A part that is wrong is removed: nothing could make it right. */
async function acceptPart(
  part: string,
  target: string,
  expected: Expected,
  options: PullOptions,
): Promise<void> {
  const { size } = statSync(part);
  const problem = await problemOf(part, size, expected, options);
  if (problem !== null) {
    removePart(part);
    throw new ModelError(
      options.from === null
        ? `What ${modelUrl(options.name, options.mirror).host} sent ${problem}. It was removed; try again, or another --url.`
        : `${options.from} ${problem}. It was not taken over.`,
    );
  }
  chmodSync(part, MODEL_MODE);
  syncToDisk(part);
  removeCheckedRecord(target);
  renameSync(part, target);
  removePart(part);
  writeCheckedRecord(target, expected.sha256);
  syncToDisk(dirname(target));
}

/** Completes "FILE …"; null for the right file. */
async function problemOf(
  part: string,
  size: number,
  expected: Expected,
  options: PullOptions,
): Promise<string | null> {
  if (expected.bytes !== null && size !== expected.bytes) {
    return `has ${size} bytes, and the model has ${expected.bytes}`;
  }
  const sha256 = await hashFile(part, {
    signal: options.signal,
    onBytes: counter(size, "checksum", options),
  });
  if (sha256 !== expected.sha256) {
    return `is not this model: its SHA-256 is ${sha256}, not ${expected.sha256}`;
  }
  return structureProblem(part);
}

function counter(total: number, doing: "checksum", { onEvent }: PullOptions) {
  let done = 0;
  return (count: number) => {
    done += count;
    onEvent({ type: "progress", doing, done, total });
  };
}

/** What the system says of folders and files, with what to do. */
function accessProblem(error: unknown, { folder, from, name }: PullOptions): unknown {
  if (!(error instanceof Error && "code" in error && "syscall" in error)) return error;
  if (error.code === "EACCES" || error.code === "EPERM") {
    const user = process.env.NIGHTSHIFT_SERVICE_USER ?? "this user";
    return new ModelError(
      from !== null && "path" in error && error.path === from
        ? `${from} may not be read by ${user}. Copy it to a place where it may, or run: sudo nightshift install --model ${join(dirname(from), `ggml-${name}.bin`)}`
        : `${folder} may not be written to by ${user}: ${error.message}. Run the command with sudo.`,
    );
  }
  return new ModelError(`The model cannot be put into ${folder}: ${error.message}`);
}

function syncToDisk(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
