import { findInCatalogue, type CatalogueModel } from "./catalogue.ts";
import { readCheckedRecord, trustedChecksum, writeCheckedRecord } from "./checked-record.ts";
import { UnusableModelError, readGgmlModel, type GgmlModel } from "./ggml-model.ts";
import { hashFile, hashFileSync } from "./hash-file.ts";

export type ModelVerdict =
  | {
      kind: "intact";
      sha256: string;
      /** What the checksum was compared with. */ by: "list" | "record";
    }
  /** Nothing to compare with: its checksum was computed for the first time. */
  | { kind: "first_seen"; sha256: string }
  /** `problem` completes "FILE …". */
  | { kind: "wrong"; problem: string };

/**
 * Looks at all of a model: that it is one and whole, and that its checksum is that of the published file of its name, or
 * else the one that was recorded when it was first seen. What is found is recorded beside the file where that may be
 * written. Rejects with the system's error when it cannot be read.
 */
export async function verifyModel(
  path: string,
  options: { signal?: AbortSignal; onBytes?: (bytes: number) => void } = {},
): Promise<ModelVerdict> {
  const problem = structureProblem(path);
  if (problem !== null) return { kind: "wrong", problem };
  const published = findInCatalogue(path);
  const recorded = readCheckedRecord(path)?.sha256 ?? null;
  const sha256 = await hashFile(path, options);
  if (published !== null && sha256 !== published.sha256) {
    return { kind: "wrong", problem: notPublished(sha256, published) };
  }
  if (published === null && recorded !== null && sha256 !== recorded) {
    return {
      kind: "wrong",
      problem: `has changed since it was put there: its SHA-256 is ${sha256}, and was ${recorded}`,
    };
  }
  tryToRecord(path, sha256);
  if (published !== null) return { kind: "intact", sha256, by: "list" };
  return recorded === null
    ? { kind: "first_seen", sha256 }
    : { kind: "intact", sha256, by: "record" };
}

/** What is wrong with a file's shape or size, as far as that can be told without reading all of it; null when nothing is. */
export function structureProblem(path: string): string | null {
  let model: GgmlModel;
  try {
    model = readGgmlModel(path);
  } catch (error) {
    if (error instanceof UnusableModelError) return error.message;
    throw error;
  }
  const published = findInCatalogue(path);
  if (published !== null && published.bytes !== model.bytes) {
    return `is not the published file of its name: it has ${model.bytes} bytes, not ${published.bytes}`;
  }
  return null;
}

/**
 * The same for a checksum: of a published model it is computed, unless that was done since the file last changed. Models
 * that nobody published have none that they must have. Throws the system's error.
 */
export function checksumProblem(path: string): string | null {
  const published = findInCatalogue(path);
  if (published === null) return null;
  const sha256 = trustedChecksum(path) ?? hashFileSync(path);
  return sha256 === published.sha256 ? null : notPublished(sha256, published);
}

function notPublished(sha256: string, published: CatalogueModel): string {
  return `is not the published file of its name: its SHA-256 is ${sha256}, not ${published.sha256}`;
}

/** Whether a model that has not changed since its checksum was computed had the right one; null when that is not known. */
export function isKnownIntact(path: string): boolean | null {
  const sha256 = trustedChecksum(path);
  if (sha256 === null) return null;
  const published = findInCatalogue(path);
  return published === null || published.sha256 === sha256;
}

function tryToRecord(path: string, sha256: string): void {
  try {
    writeCheckedRecord(path, sha256);
  } catch {
    // Somebody else's folder: the next one who asks computes it again.
  }
}
