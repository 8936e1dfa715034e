import { open, rename, rm } from "node:fs/promises";

/**
 * Puts a text where another program reads it at any moment: written beside it, flushed, and put in its place at once, with
 * mode 0644. What was there stays when anything fails. A file whose name does not end in .prom is passed over by
 * node_exporter, so nobody reads the unfinished one.
 */
export async function writeTextfile(path: string, text: string): Promise<void> {
  const unfinished = `${path}.unfinished`;
  // One that an earlier process left; and never through a link that somebody put there.
  await rm(unfinished, { force: true });
  try {
    const file = await open(unfinished, "wx", 0o644);
    try {
      await file.writeFile(text);
      // Whatever the umask is.
      await file.chmod(0o644);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
}
