import { statfsSync, type StatsFs } from "node:fs";

import { failed, messageOf, ok, warning, type Finding } from "./finding.ts";

const MB = 1024 * 1024;
const FEW_INODES = 0.05;

/** Room for the queue and the transcripts, in bytes and in inodes. */
export function checkDisk(
  folders: readonly string[],
  minFreeBytes: number,
  statfs: (path: string) => StatsFs = (path) => statfsSync(path),
): Finding[] {
  return folders.map((folder) => {
    let disk: StatsFs;
    try {
      disk = statfs(folder);
    } catch (error) {
      return failed(messageOf(error), "sudo nightshift install");
    }
    const free = disk.bavail * disk.bsize;
    const freeMb = Math.round(free / MB);
    if (free < minFreeBytes) {
      return failed(
        `${freeMb} MB free for ${folder}, less than state.min_free_mb (${Math.round(minFreeBytes / MB)}): nothing new is transcribed`,
        "make room on that disk, or keep transcripts for fewer days (retention.transcript_days)",
      );
    }
    // Some file systems have no fixed number of inodes and say 0.
    if (disk.files > 0 && disk.ffree < disk.files * FEW_INODES) {
      return warning(
        `the disk of ${folder} has room for ${disk.ffree} more files only`,
        `find what fills it:  sudo du --inodes -x -d 3 ${folder}`,
      );
    }
    if (free < 4 * minFreeBytes) {
      return warning(`${freeMb} MB free for ${folder}`, "make room on that disk");
    }
    return ok(`${freeMb} MB free for ${folder}`);
  });
}
