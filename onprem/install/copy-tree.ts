import {
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

/**
 * Copies a folder for everybody to read and nobody but its owner, root, to write, whatever the modes were. `isWanted` gets
 * paths relative to `from`. Links stay links and must not lead out of the folder. Throws an Error at anything else.
 */
export function copyTree(
  from: string,
  to: string,
  isWanted: (path: string) => boolean = () => true,
): void {
  const copy = (path: string): void => {
    const source = join(from, path);
    const target = join(to, path);
    const stat = lstatSync(source);
    if (stat.isDirectory()) {
      mkdirSync(target, { recursive: true });
      chmodSync(target, 0o755);
      for (const entry of readdirSync(source)) {
        const inner = join(path, entry);
        if (isWanted(inner)) copy(inner);
      }
    } else if (stat.isSymbolicLink()) {
      const link = readlinkSync(source);
      const leadsOut = relative(from, resolve(dirname(source), link)).split(sep)[0] === "..";
      if (leadsOut)
        throw new Error(`${source} is a link to ${link}, outside of what is installed.`);
      symlinkSync(link, target);
    } else if (stat.isFile()) {
      copyFileSync(source, target, constants.COPYFILE_FICLONE);
      chmodSync(target, (stat.mode & 0o100) === 0 ? 0o644 : 0o755);
    } else {
      throw new Error(`${source} is neither a file nor a folder.`);
    }
  };
  copy("");
}
