import { execFileSync } from "node:child_process";
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

export type SmallDisk = {
  folder: string;
  /** Leaves not a byte. */
  fill: () => void;
  free: () => void;
  unmount: () => void;
};

/** A disk of its own, small enough to be filled; null where nothing may be mounted. */
export function mountSmallDisk(folder: string, megabytes: number): SmallDisk | null {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0700`, "tmpfs", folder], {
      stdio: "ignore",
    });
  } catch {
    return null;
  }
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill: () => {
      const file = openSync(ballast, "a");
      try {
        const block = Buffer.alloc(4096);
        while (statfsSync(folder).bavail > 0) writeSync(file, block);
      } catch {
        // Full already.
      } finally {
        closeSync(file);
      }
    },
    free: () => {
      const file = openSync(ballast, "a");
      ftruncateSync(file, 0);
      closeSync(file);
      rmSync(ballast);
    },
    unmount: () => {
      execFileSync("umount", ["--lazy", folder], { stdio: "ignore" });
    },
  };
}
