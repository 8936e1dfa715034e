import { open } from "node:fs/promises";

/** Bytes of audio a second as ViciDial and Asterisk write them: 8 kHz; GSM at 13.2 kbit/s, mp3 and ogg at about 16. */
const BYTES_PER_SEC: Record<string, number> = { wav: 16_000, gsm: 1_650, mp3: 2_000, ogg: 2_000 };
const MIN_BYTES_PER_SEC = 500;

/**
 * Seconds of audio in a file of `size` bytes as far as its name and, for RIFF, its first bytes tell. Reading those also
 * shows whether the file may be read at all: throws the system's error when not.
 */
export async function expectedSeconds(path: string, size: number): Promise<number> {
  const file = await open(path, "r");
  try {
    const head = Buffer.alloc(32);
    await file.read(head, 0, head.length, 0);
    const plain =
      head.toString("latin1", 0, 4) === "RIFF" && head.toString("latin1", 8, 16) === "WAVEfmt ";
    const stated = plain ? head.readUInt32LE(28) : 0;
    const extension = path.slice(-3).toLowerCase();
    const bytesPerSec =
      stated >= MIN_BYTES_PER_SEC
        ? stated
        : (BYTES_PER_SEC[extension] ?? BYTES_PER_SEC.wav ?? 16_000);
    return size / bytesPerSec;
  } finally {
    await file.close();
  }
}
