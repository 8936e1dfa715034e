import { createHash, createHmac, randomBytes } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";

import { makeStateFolder } from "../queue/state-folder.ts";
import { SourceError } from "../source.ts";
import { digitsOf, parseRecordingName, recordingStem } from "./recording-name.ts";

/** What keeps identities from being traced back to file names, and so to telephone numbers. */
export type AnonymousKey = Buffer;

const KEY_BYTES = 32;

/**
 * The key of this host, `recording-ids.key` in the state folder, readable by its owner alone; made at the first start. With
 * another key the same file would be another recording, unless the queue knows its path. Throws SourceError when it is damaged.
 */
export function anonymousKey(stateFolder: string): AnonymousKey {
  const path = keyPath(stateFolder);
  const known = readKey(path);
  if (known !== null) return known;
  makeStateFolder(stateFolder);
  const made = `${path}.${process.pid}`;
  writeKey(made, randomBytes(KEY_BYTES));
  try {
    // Whole or not there, and the first of two processes wins.
    linkSync(made, path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    rmSync(made, { force: true });
  }
  const key = readKey(path);
  if (key === null) throw new SourceError(`${path} is gone again; does somebody clear the folder?`);
  return key;
}

const keyPath = (stateFolder: string) => join(stateFolder, "recording-ids.key");

/** The key of this host; null where none was made yet. Throws SourceError when it is damaged. */
export function knownKey(stateFolder: string): AnonymousKey | null {
  return readKey(keyPath(stateFolder));
}

/** Whether this is the key of this host; a damaged one is none. */
export function isKnownKey(stateFolder: string, key: AnonymousKey): boolean {
  try {
    return knownKey(stateFolder)?.equals(key) === true;
  } catch (error) {
    if (error instanceof SourceError) return false;
    throw error;
  }
}

/** Puts another host's key in place of this one's; what was there is kept as `aside`. */
export function replaceKey(stateFolder: string, key: AnonymousKey, aside: string): void {
  const path = keyPath(stateFolder);
  const made = `${path}.${process.pid}`;
  writeKey(made, key);
  if (existsSync(path)) copyFileSync(path, aside);
  renameSync(made, path);
}

function writeKey(path: string, key: AnonymousKey): void {
  writeFileSync(path, `${key.toString("hex")}\n`, { mode: 0o600, flush: true });
}

function readKey(path: string): AnonymousKey | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8").trim();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  if (/^[0-9a-f]{64}$/.test(text)) return Buffer.from(text, "hex");
  throw new SourceError(
    `${path} is damaged. Put it back from a backup; without one delete it: new recordings get other ids, known ones keep theirs.`,
  );
}

export type AnonymousIds = { byName: string; byPath: string };

/**
 * Identities for a recording that calls.csv does not name: its time and a keyed hash. The name itself holds the caller's phone
 * number, which has no place in an identity that is sent and shown, nor may it be found by trying numbers. `byName` stays when
 * the file is moved to another folder or converted; `byPath` tells files of the same name in different folders apart.
 */
export function anonymousIds(key: AnonymousKey, relativePath: string): AnonymousIds {
  return idsBy((text) => createHmac("sha256", key).update(text).digest("hex"), relativePath);
}

/** As older versions named them, without a key: recordings that the queue knows by these keep them. */
export function formerIds(relativePath: string): AnonymousIds {
  return idsBy((text) => createHash("sha256").update(text).digest("hex"), relativePath);
}

function idsBy(hashOf: (text: string) => string, relativePath: string): AnonymousIds {
  const name = basename(relativePath);
  const { startedAt } = parseRecordingName(name);
  const identity = (hashed: string) => {
    const hash = hashOf(hashed);
    return startedAt === null
      ? `recording-${hash.slice(0, 16)}`
      : `${digitsOf(startedAt)}-${hash.slice(0, 10)}`;
  };
  return { byName: identity(`name ${recordingStem(name)}`), byPath: identity(relativePath) };
}
