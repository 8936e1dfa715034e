import { statfsSync } from "node:fs";

import type { NightEvent } from "./night-event.ts";

/** Bytes that an ordinary user can still write to a folder's disk; null when it cannot be told. */
export function freeBytesOf(folder: string): number | null {
  try {
    const disk = statfsSync(folder);
    return disk.bavail * disk.bsize;
  } catch {
    return null;
  }
}

/** Tells whether a folder's disk has as much room as is to be left free, and says it once each time that changes. */
export function watchDisk(
  folder: string,
  minFreeBytes: number,
  onEvent: (event: NightEvent) => void,
): { look: () => void; hasRoom: () => boolean } {
  let room = true;
  return {
    look: () => {
      const free = freeBytesOf(folder);
      // A disk that cannot be asked is left to SQLite, which will say.
      const now = free === null || free >= minFreeBytes;
      if (room && !now) onEvent({ type: "disk_low", freeBytes: free });
      if (!room && now) onEvent({ type: "disk_has_room" });
      room = now;
    },
    hasRoom: () => room,
  };
}
