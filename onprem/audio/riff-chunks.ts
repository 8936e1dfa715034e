import { AudioError } from "./audio-error.ts";
import { describeForeignFile } from "./identify-file.ts";

const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const FORMAT_BYTES = 16;
const EXTENSIBLE_FORMAT_BYTES = 26;
const FORMAT_EXTENSIBLE = 0xfffe;

export interface WavFormat {
  /** WAVE format tag, e.g. 1 for PCM; the sub-format where the header is extensible. */
  tag: number;
  channelCount: number;
  sampleRateHz: number;
  bitsPerSample: number;
}

export interface WavLayout {
  format: WavFormat;
  /** Where the sound begins, in bytes. */
  dataStart: number;
  /** Length that the data chunk's header claims. */
  announcedBytes: number;
}

/** Finds format and sound by the start of a RIFF/WAVE file, whatever other chunks it has. Throws AudioError. */
export function readRiffChunks(bytes: Uint8Array): WavLayout {
  if (bytes.length === 0) {
    throw new AudioError("empty", "The file is empty: nothing was recorded, or it was not copied.");
  }
  if (ascii(bytes, 0) !== "RIFF" || ascii(bytes, 8) !== "WAVE") throw describeForeignFile(bytes);

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: WavFormat | undefined;
  let offset = HEADER_BYTES;
  while (offset + CHUNK_HEADER_BYTES <= bytes.length) {
    const id = ascii(bytes, offset);
    const announcedBytes = view.getUint32(offset + 4, true);
    const start = offset + CHUNK_HEADER_BYTES;
    if (id === "data") {
      if (format === undefined) {
        throw new AudioError("damaged_header", "The WAV header has no format before its sound.");
      }
      return { format, dataStart: start, announcedBytes };
    }
    if (id === "fmt ") format = readFormat(view, start, announcedBytes);
    // Chunks are padded to an even length, which not every writer remembers.
    const isUnpadded = announcedBytes % 2 === 1 && isKnownChunk(bytes, start + announcedBytes);
    offset = start + announcedBytes + (isUnpadded ? 0 : announcedBytes % 2);
  }
  throw new AudioError(
    "damaged_header",
    "The WAV header ends before any sound: the file is a remnant of a recording.",
  );
}

function readFormat(view: DataView, start: number, length: number): WavFormat {
  const available = Math.min(length, view.byteLength - start);
  if (available < FORMAT_BYTES) {
    throw new AudioError("damaged_header", "The format in the WAV header is cut short.");
  }
  const tag = view.getUint16(start, true);
  const isExtensible = tag === FORMAT_EXTENSIBLE && available >= EXTENSIBLE_FORMAT_BYTES;
  return {
    // The sub-format is a GUID whose first two bytes are the plain format tag.
    tag: isExtensible ? view.getUint16(start + 24, true) : tag,
    channelCount: view.getUint16(start + 2, true),
    sampleRateHz: view.getUint32(start + 4, true),
    bitsPerSample: view.getUint16(start + 14, true),
  };
}

function isKnownChunk(bytes: Uint8Array, offset: number): boolean {
  return ["data", "fmt ", "fact", "LIST"].includes(ascii(bytes, offset));
}

function ascii(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}
