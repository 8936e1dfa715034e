import { AudioError } from "./audio-error.ts";

const SOUND_FORMATS: { name: string; offset: number; magic: string }[] = [
  { name: "an Ogg file", offset: 0, magic: "OggS" },
  { name: "a FLAC file", offset: 0, magic: "fLaC" },
  { name: "an MP3 file", offset: 0, magic: "ID3" },
  { name: "an AMR file", offset: 0, magic: "#!AMR" },
  { name: "an AU file", offset: 0, magic: ".snd" },
  { name: "an AIFF file", offset: 0, magic: "FORM" },
  { name: "an MP4 file", offset: 4, magic: "ftyp" },
  { name: "a WebM or Matroska file", offset: 0, magic: "\x1aE\xdf\xa3" },
  { name: "a 64-bit WAV file (RF64)", offset: 0, magic: "RF64" },
  { name: "a big-endian WAV file (RIFX)", offset: 0, magic: "RIFX" },
];

const OTHER_FORMATS: { name: string; magic: string }[] = [
  { name: "a gzip archive", magic: "\x1f\x8b" },
  { name: "a zip archive", magic: "PK\x03\x04" },
  { name: "a PDF document", magic: "%PDF" },
];

const HEAD_BYTES = 512;
const GSM_FRAME_BYTES = 33;

/** The error for a file that does not begin as a WAV file: what it looks like, by its first bytes. */
export function describeForeignFile(bytes: Uint8Array): AudioError {
  const head = String.fromCharCode(...bytes.subarray(0, HEAD_BYTES));
  const sound =
    SOUND_FORMATS.find(({ offset, magic }) => head.startsWith(magic, offset))?.name ??
    frameFormat(bytes);
  if (sound !== undefined) {
    return new AudioError(
      "unsupported_codec",
      `This is ${sound}, which is not decoded here: install ffmpeg or sox on this host.`,
    );
  }
  return new AudioError(
    "not_audio",
    `This is not a sound file: it looks like ${otherFormat(head)}. Check what wrote it.`,
  );
}

/** Formats without a magic word, known by how their frames begin. */
function frameFormat(bytes: Uint8Array): string | undefined {
  const [first = 0, second = 0] = bytes;
  if (first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0) return "an MP3 file";
  const isGsmFrame = (offset: number) => (bytes[offset] ?? 0) >> 4 === 0xd;
  if (isGsmFrame(0) && isGsmFrame(GSM_FRAME_BYTES) && isGsmFrame(2 * GSM_FRAME_BYTES)) {
    return "a raw GSM file";
  }
  return undefined;
}

function otherFormat(head: string): string {
  const known = OTHER_FORMATS.find(({ magic }) => head.startsWith(magic));
  if (known !== undefined) return known.name;
  if (/^\s*<(!doctype|html|\?xml)/i.test(head)) return "a web page (HTML)";
  if (/^[\t\n\r\x20-\x7e]+$/.test(head)) return "text";
  return "binary data of an unknown kind";
}
