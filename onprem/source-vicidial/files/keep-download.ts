import { open, rename, rm, stat, utimes, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

import type { Dispatcher } from "undici";

import { HEAD_BYTES, recordingFormat } from "../../audio/identify-file.ts";
import type { SeenFile } from "../../queue/note-recording.ts";
import type { DownloadsFolder } from "./downloads-folder.ts";
import { FetchFailure } from "./fetch-failure.ts";

const MB = 1024 * 1024;

/** Writes an answer's body to the downloads folder: whole and synced, or not at all. Throws FetchFailure. */
export async function keepDownload(
  answer: Dispatcher.ResponseData,
  recordingId: string,
  downloads: DownloadsFolder,
  maxBytes: number,
): Promise<SeenFile> {
  const { headers, body } = answer;
  try {
    checkHeaders(headers, maxBytes);
    const chunks: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
    let head = Buffer.alloc(0);
    let next = await chunks.next();
    for (; next.done !== true && head.length < HEAD_BYTES; next = await chunks.next()) {
      head = Buffer.concat([head, next.value]);
    }
    if (head.length === 0) throw new FetchFailure("Its host gave an empty file.");
    const format = recordingFormat(head);
    if (format === null) throw notSound();

    const { part, whole } = downloads.pathsFor(recordingId, format);
    const file = await createPart(part);
    try {
      let size = 0;
      const write = async (bytes: Buffer) => {
        size += bytes.length;
        if (size > maxBytes) throw tooLarge(maxBytes);
        await file.appendFile(bytes);
      };
      await write(head);
      for (; next.done !== true; next = await chunks.next()) await write(next.value);
      await file.sync();
      await file.close();
      await stampWith(part, headers["last-modified"]);
      await rename(part, whole);
      await syncFolder(dirname(whole));
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(part, { force: true });
      throw error;
    }
    const { size, mtimeMs } = await stat(whole);
    return { path: whole, size, mtime: Math.floor(mtimeMs), lastNight: null };
  } finally {
    body.on("error", () => undefined).destroy();
  }
}

/** What the headers alone rule out. */
function checkHeaders(headers: Dispatcher.ResponseData["headers"], maxBytes: number): void {
  if (Number(headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const type = String(headers["content-type"] ?? "");
  if (/^(text|image|video)\/|json|xml|javascript/i.test(type)) throw notSound();
  if (!["undefined", "identity"].includes(String(headers["content-encoding"]))) throw notSound();
}

/** A file of this process alone: two that fetch the same recording must not write into one. */
async function createPart(part: string): Promise<FileHandle> {
  try {
    return await open(part, "wx", 0o600);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    throw new FetchFailure("It is being fetched, or an earlier try was killed: later once more.");
  }
}

/** Gives the copy the original's time, so that it counts as finished when that does. */
async function stampWith(path: string, lastModified: string | string[] | undefined): Promise<void> {
  const writtenAt = Date.parse(String(lastModified));
  if (Number.isNaN(writtenAt) || writtenAt > Date.now()) return;
  await utimes(path, writtenAt / 1000, writtenAt / 1000);
}

/** A rename is on disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function tooLarge(maxBytes: number): FetchFailure {
  return new FetchFailure(
    `Its file is larger than source.http.max_mb allows (${Math.round(maxBytes / MB)} MB).`,
  );
}

function notSound(): FetchFailure {
  return new FetchFailure("What its host gave is no recording, but a page or something else.");
}
